#include "frontends/http/api/openai/conversation.hpp"

#include <algorithm>
#include <chrono>
#include <initializer_list>
#include <string_view>

#include "frontends/http/api/openai/read_item.hpp"
#include "parley/base/utf8.hpp"
#include "parley/domain/decode.hpp"

namespace parley::frontends::http::api::openai {

using base::errc;
using base::fail;
using domain::json;

namespace {

constexpr std::size_t pairs_max = 16;
constexpr std::size_t key_max = 64;
constexpr std::size_t value_max = 512;

/// The body is an object without any other field.
base::result<void> check_fields(const json& body, std::initializer_list<std::string_view> known) {
  std::string names;
  for (const auto name : known) names.append(names.empty() ? "" : ", ").append(name);
  if (!body.is_object())
    return fail(errc::invalid_argument, "body", "The body must be an object with: " + names + ".");
  for (const auto& [name, value] : body.items())
    if (std::find(known.begin(), known.end(), name) == known.end())
      return fail(errc::unknown_field, name, "The field is not known. Allowed: " + names + ".");
  return {};
}

/// At most 16 texts under keys of at most 64 characters; null is the same as none.
base::result<json> read_metadata(const json& value) {
  if (value.is_null()) return json::object();
  if (!value.is_object() || value.size() > pairs_max)
    return fail(errc::invalid_argument, "metadata",
                "metadata must be an object of at most 16 keys with texts, or null.");
  for (const auto& [key, text] : value.items()) {
    if (base::code_points(key) > key_max)
      return fail(errc::invalid_argument, "metadata." + key,
                  "A key of the metadata has at most 64 characters.");
    if (auto legal = domain::check_metadata_key(key); !legal) {
      legal.error().field = "metadata." + key;
      return fail(legal.error());
    }
    if (!text.is_string() || base::code_points(text.get_ref<const std::string&>()) > value_max)
      return fail(errc::invalid_argument, "metadata." + key,
                  "A value of the metadata must be a text of at most 512 characters.");
  }
  return value;
}

}  // namespace

json encode_conversation(const domain::session_view& view) {
  const auto since = view.record.created_at.time_since_epoch();
  return {{"id", view.record.session_id},
          {"object", "conversation"},
          {"created_at", std::chrono::floor<std::chrono::seconds>(since).count()},
          {"metadata", view.record.metadata}};
}

base::result<new_conversation> read_creation(const json& body, const base::limits& limits) {
  if (auto legal = check_fields(body, {"items", "metadata"}); !legal) return fail(legal.error());
  new_conversation wanted;
  auto metadata = read_metadata(body.value("metadata", json()));
  if (!metadata) return fail(metadata.error());
  wanted.metadata = std::move(*metadata);
  const auto items = body.find("items");
  if (items == body.end() || items->is_null()) return wanted;
  auto messages = read_items(*items, true, limits);
  if (!messages) return fail(messages.error());
  wanted.messages = std::move(*messages);
  return wanted;
}

base::result<json> read_update(const json& body) {
  if (auto legal = check_fields(body, {"metadata"}); !legal) return fail(legal.error());
  const auto metadata = body.find("metadata");
  if (metadata == body.end())
    return fail(errc::invalid_argument, "metadata", "metadata is required.");
  return read_metadata(*metadata);
}

base::result<std::vector<domain::message>> read_addition(const json& body,
                                                         const base::limits& limits) {
  if (auto legal = check_fields(body, {"items"}); !legal) return fail(legal.error());
  return read_items(body.value("items", json()), false, limits);
}

json patch_between(const json& now, const json& wanted) {
  auto patch = wanted;
  for (const auto& [key, value] : now.items())
    if (!wanted.contains(key)) patch[key] = nullptr;
  return patch;
}

}  // namespace parley::frontends::http::api::openai
