#pragma once

#include <memory>
#include <string>
#include <vector>

#include "frontends/http/api/access/asker.hpp"
#include "frontends/http/transport/exchange.hpp"
#include "parley/base/clock.hpp"
#include "parley/base/status.hpp"
#include "parley/domain/key_ring.hpp"

namespace parley::frontends::http::api {

/// Whom the interface lets in.
struct access_options {
  std::shared_ptr<const domain::shared_key_ring> ring;  ///< null: nobody is asked for a key
  std::string operator_digest;       ///< `digest_of_token` of the operator's; empty: none
  std::vector<std::string> origins;  ///< sites whose pages may ask ("https://app.example"); "*": all
};

/// Decides who somebody is and what is open to them. Pure but for the present keys and time; any
/// thread.
class access {
 public:
  access(access_options given, const base::clock& clock)
      : given_(std::move(given)), clock_(clock) {}

  /// Whether requests need a key. Once a key was made they do for good.
  bool required() const;

  /// By the bearer token of RFC 6750. unauthorized when a key is required and there is none that
  /// holds.
  base::result<asker> identify(const transport::request& request) const;

  /// Whether they may go on with what they have begun: a key that was revoked ends its streams.
  bool holds(const asker& who) const;

  /// Without keys a server is for its machine only, and a page of another site must not reach it
  /// through the browser of somebody there: neither by an address that was rebound to it (Host) nor
  /// by a form (Origin). `changes`: it is no plain reading.
  base::result<void> check_site(const transport::request& request, bool changes) const;

  /// Whether pages of that site may read what is answered.
  bool allows_origin(std::string_view origin) const;

 private:
  access_options given_;
  const base::clock& clock_;
};

/// SHA-256 of a token, in hexadecimal.
std::string digest_of_token(std::string_view token);

/// The token of `Authorization: Bearer TOKEN`; nullopt when there is none.
std::optional<std::string_view> bearer_of(const transport::request& request);

}  // namespace parley::frontends::http::api
