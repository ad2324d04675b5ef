#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "parley/base/entropy.hpp"
#include "parley/base/status.hpp"
#include "parley/base/time.hpp"
#include "parley/domain/access.hpp"
#include "parley/domain/json.hpp"

namespace parley::domain {

/// A key of a tenant, as it is kept: whoever reads the store cannot use it. Its secret is 300 random
/// bits, so one SHA-256 with a salt is enough: there is nothing to guess that a slow hash would slow
/// down, and every request is checked.
struct api_key {
  std::string key_id;  ///< 20 characters of 0-9a-z, unique in the world
  access_role role = access_role::reader;
  std::string name;    ///< what its maker calls it; may be empty
  std::string salt;
  std::string digest;  ///< see secret_digest
  base::timestamp created_at{};
  std::optional<base::timestamp> expires_at;
  std::optional<base::timestamp> revoked_at;

  bool holds(base::timestamp now) const { return !revoked_at && (!expires_at || now < *expires_at); }
  friend bool operator==(const api_key&, const api_key&) = default;
};

/// What somebody wants a key to be.
struct key_request {
  access_role role = access_role::reader;
  std::string name;
  std::optional<base::timestamp> expires_at;
  friend bool operator==(const key_request&, const key_request&) = default;
};

/// `{"role", "name"?, "expires_at"?}`. An end that has come already is refused.
base::result<key_request> decode_key_request(const json& body, base::timestamp now);

/// A new key, and the token that its holder sends; the token is not kept anywhere.
struct made_key {
  api_key key;
  std::string token;
};
made_key make_key(const key_request& wanted, base::timestamp now, base::entropy& chance);

/// `parley_<key_id>_<secret>`
struct key_token {
  std::string_view key_id;
  std::string_view secret;
};

/// nullopt for what is no token of ours. The parts point into the text.
std::optional<key_token> parse_token(std::string_view text);

/// SHA-256 of salt, a point and secret, in hexadecimal.
std::string secret_digest(std::string_view salt, std::string_view secret);

/// `{"key_id", "role", "name", "created_at", "expires_at", "revoked_at"}`: nothing of the secret.
json encode(const api_key& key);

/// The keys of a tenant as they are stored, and back; none from an empty text.
std::string write_keys(const std::vector<api_key>& keys);
base::result<std::vector<api_key>> read_keys(const std::string& text);

}  // namespace parley::domain
