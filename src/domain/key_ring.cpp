#include "parley/domain/key_ring.hpp"

#include "parley/base/constant_time.hpp"

namespace parley::domain {

namespace {

/// What a token is compared with whose key does not exist.
const api_key& no_key() {
  static const api_key none = [] {
    api_key key;
    key.salt = "00000000000000000000";
    key.digest = std::string(64, '-');  // no digest has such characters
    return key;
  }();
  return none;
}

}  // namespace

void key_ring::replace(const std::string& tenant, const std::vector<api_key>& keys) {
  std::erase_if(by_id_, [&](const auto& item) { return item.second.tenant == tenant; });
  for (const auto& key : keys) by_id_.insert_or_assign(key.key_id, entry{tenant, key});
}

std::optional<key_holder> key_ring::find(std::string_view token, base::timestamp now) const {
  const auto parts = parse_token(token);
  if (!parts) return std::nullopt;
  const auto found = by_id_.find(std::string(parts->key_id));
  const bool known = found != by_id_.end();
  const auto& key = known ? found->second.key : no_key();
  const bool same =
      base::equal_in_constant_time(secret_digest(key.salt, parts->secret), key.digest);
  if (!known || !same || !key.holds(now)) return std::nullopt;
  return key_holder{found->second.tenant, key.role, key.key_id};
}

bool key_ring::holds(const std::string& key_id, base::timestamp now) const {
  const auto found = by_id_.find(key_id);
  return found != by_id_.end() && found->second.key.holds(now);
}

}  // namespace parley::domain
