#include "parley/domain/api_key.hpp"

#include <algorithm>

#include "domain/object_reader.hpp"
#include "parley/base/digest.hpp"
#include "parley/base/ids.hpp"

namespace parley::domain {

namespace {

constexpr std::string_view prefix = "parley_";
constexpr std::size_t id_length = 20;
constexpr std::size_t secret_length = 60;

/// 50 random bits for every ten characters.
std::string random_text(std::size_t length, base::entropy& chance) {
  std::string text;
  while (text.size() < length) text += base::make_suffix(chance);
  return text;
}

json or_null(const std::optional<base::timestamp>& moment) {
  return moment ? json(base::format_time(*moment)) : json(nullptr);
}

base::result<api_key> decode_key(const json& value, const std::string& prefix_of) {
  const base::limits limits;
  object_reader in{value, prefix_of, limits, unknown_fields::keep};
  api_key out;
  out.key_id = in.text("key_id", id_rule);
  out.role = in.name("role", parse_access_role, allowed_access_roles());
  out.name = in.optional_text("name", any_rule).value_or("");
  out.salt = in.text("salt", non_empty_rule);
  out.digest = in.text("digest", non_empty_rule);
  out.created_at = in.time("created_at").value_or(base::timestamp{});
  out.expires_at = in.time("expires_at");
  out.revoked_at = in.time("revoked_at");
  if (auto done = in.end(); !done) return base::fail(std::move(done.error()));
  return out;
}

}  // namespace

base::result<key_request> decode_key_request(const json& body, base::timestamp now) {
  const base::limits limits;
  object_reader in{body, "", limits, unknown_fields::refuse};
  key_request out;
  out.role = in.name("role", parse_access_role, allowed_access_roles());
  out.name = in.optional_text("name", name_rule).value_or("");
  out.expires_at = in.time("expires_at");
  if (out.expires_at && *out.expires_at <= now)
    in.refuse(broken("expires_at", "a moment that is still to come"));
  if (auto done = in.end(); !done) return base::fail(std::move(done.error()));
  return out;
}

made_key make_key(const key_request& wanted, base::timestamp now, base::entropy& chance) {
  made_key made;
  made.key.key_id = random_text(id_length, chance);
  made.key.role = wanted.role;
  made.key.name = wanted.name;
  made.key.salt = random_text(id_length, chance);
  made.key.created_at = now;
  made.key.expires_at = wanted.expires_at;
  const auto secret = random_text(secret_length, chance);
  made.key.digest = secret_digest(made.key.salt, secret);
  made.token = std::string(prefix) + made.key.key_id + "_" + secret;
  return made;
}

std::optional<key_token> parse_token(std::string_view text) {
  if (!text.starts_with(prefix)) return std::nullopt;
  text.remove_prefix(prefix.size());
  if (text.size() != id_length + 1 + secret_length || text[id_length] != '_') return std::nullopt;
  return key_token{text.substr(0, id_length), text.substr(id_length + 1)};
}

std::string secret_digest(std::string_view salt, std::string_view secret) {
  base::sha256 hash;
  hash.update(salt);
  hash.update(".");
  hash.update(secret);
  return hash.hex();
}

json encode(const api_key& key) {
  return {{"key_id", key.key_id},
          {"role", std::string(to_string(key.role))},
          {"name", key.name},
          {"created_at", base::format_time(key.created_at)},
          {"expires_at", or_null(key.expires_at)},
          {"revoked_at", or_null(key.revoked_at)}};
}

std::string write_keys(const std::vector<api_key>& keys) {
  auto list = json::array();
  for (const auto& key : keys) {
    auto& one = list.emplace_back(encode(key));
    one["salt"] = key.salt;
    one["digest"] = key.digest;
  }
  return canonical({{"keys", std::move(list)}});
}

base::result<std::vector<api_key>> read_keys(const std::string& text) {
  std::vector<api_key> keys;
  if (text.empty()) return keys;
  const auto stored = parse_json(text);
  if (!stored) return base::fail(stored.error());
  const auto list = stored->is_object() ? stored->find("keys") : stored->end();
  if (!stored->is_object() || list == stored->end() || !list->is_array())
    return base::fail(broken("keys", "a JSON array"));
  for (std::size_t i = 0; i < list->size(); ++i) {
    auto key = decode_key((*list)[i], "keys[" + std::to_string(i) + "].");
    if (!key) return base::fail(std::move(key.error()));
    keys.push_back(std::move(*key));
  }
  return keys;
}

}  // namespace parley::domain
