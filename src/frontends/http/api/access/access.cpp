#include "frontends/http/api/access/access.hpp"

#include <algorithm>
#include <cctype>

#include "parley/base/constant_time.hpp"
#include "parley/base/digest.hpp"

namespace parley::frontends::http::api {

using base::errc;

namespace {

constexpr std::string_view scheme = "bearer ";

bool same_word(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](unsigned char x, unsigned char y) {
    return std::tolower(x) == std::tolower(y);
  });
}

/// The name in "NAME:PORT" or "[ADDRESS]:PORT".
std::string_view host_name(std::string_view host) {
  if (host.starts_with('[')) return host.substr(0, host.find(']') + 1);
  return host.substr(0, host.find(':'));
}

/// An address, or a name that browsers do not look up anywhere else.
bool is_this_machine(std::string_view name) {
  if (name.starts_with('[') || same_word(name, "localhost")) return true;
  if (name.size() > 10 && same_word(name.substr(name.size() - 10), ".localhost")) return true;
  return !name.empty() && std::all_of(name.begin(), name.end(), [](unsigned char c) {
    return std::isdigit(c) != 0 || c == '.';
  });
}

bool same_site(std::string_view origin, std::string_view host) {
  const auto at = origin.find("://");
  return at != std::string_view::npos && same_word(origin.substr(at + 3), host);
}

}  // namespace

std::string digest_of_token(std::string_view token) {
  base::sha256 hash;
  hash.update(token);
  return hash.hex();
}

std::optional<std::string_view> bearer_of(const transport::request& request) {
  const auto given = request.header("Authorization");
  if (!given || given->size() <= scheme.size() ||
      !same_word(given->substr(0, scheme.size()), scheme))
    return std::nullopt;
  auto token = given->substr(scheme.size());
  while (token.starts_with(' ')) token.remove_prefix(1);
  return token;
}

bool access::required() const {
  return (given_.ring && !given_.ring->read()->empty()) || !given_.operator_digest.empty();
}

base::result<asker> access::identify(const transport::request& request) const {
  asker who;
  if (!required()) return who;
  const auto token = bearer_of(request);
  if (!token)
    return base::fail(errc::unauthorized, "Authorization",
                      "A key is needed, as Authorization: Bearer KEY.");
  if (!given_.operator_digest.empty() &&
      base::equal_in_constant_time(digest_of_token(*token), given_.operator_digest)) {
    who.is = asker::kind::runner;
    return who;
  }
  auto holder = given_.ring ? given_.ring->read()->find(*token, clock_.now()) : std::nullopt;
  if (!holder)
    return base::fail(errc::unauthorized, "Authorization",
                      "The key is not known, or it is revoked or over.");
  who.is = asker::kind::holder;
  who.key = std::move(*holder);
  return who;
}

bool access::holds(const asker& who) const {
  switch (who.is) {
    case asker::kind::host:
    case asker::kind::runner:
      return true;
    case asker::kind::anyone:
      return !required();
    case asker::kind::holder:
      return given_.ring && given_.ring->read()->holds(who.key.key_id, clock_.now());
  }
  return false;
}

base::result<void> access::check_site(const transport::request& request, bool changes) const {
  const auto host = request.header("Host");
  if (!required() && host && !is_this_machine(host_name(*host)))
    return base::fail(errc::forbidden, "Host",
                      "Without keys this server is asked by an address or as localhost only.");
  const auto origin = request.header("Origin");
  if (!changes || !origin || allows_origin(*origin) || (host && same_site(*origin, *host)))
    return {};
  return base::fail(errc::forbidden, "Origin",
                    "A page of another site may not ask this; http.cors_origins names those that "
                    "may.");
}

bool access::allows_origin(std::string_view origin) const {
  return std::any_of(given_.origins.begin(), given_.origins.end(),
                     [origin](const std::string& o) { return o == "*" || o == origin; });
}

}  // namespace parley::frontends::http::api
