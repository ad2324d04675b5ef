#include "redis/options.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace parley::redis {
namespace {

using namespace std::string_view_literals;

constexpr auto plain = "redis://"sv;
constexpr auto with_tls = "rediss://"sv;
constexpr auto local = "redis+unix://"sv;

constexpr std::int64_t wait_min = 100;
constexpr std::int64_t wait_max = 600000;
constexpr int database_max = 65535;
constexpr int port_max = 65535;

std::string_view scheme_of(std::string_view uri) {
  for (const auto scheme : {plain, with_tls, local})
    if (uri.starts_with(scheme)) return scheme;
  return {};
}

template <class T>
bool read_number(std::string_view text, T least, T most, T& into) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), into);
  return error == std::errc{} && end == text.data() + text.size() && into >= least && into <= most;
}

std::optional<std::string> decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    unsigned byte = 0;
    const auto digits = text.substr(i + 1, 2);
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), byte, 16);
    if (digits.size() != 2 || error != std::errc{} || end != digits.data() + 2) return std::nullopt;
    out += static_cast<char>(byte);
    i += 2;
  }
  return out;
}

/// One reading of a URI.
class reading {
 public:
  reading(const std::string& field, const own_parameter& own) : field_(field), own_(own) {}

  base::result<options> read(std::string_view uri) {
    const auto scheme = scheme_of(uri);
    const auto question = std::min(uri.find('?'), uri.size());
    const auto place = uri.substr(scheme.size(), question - scheme.size());
    opts_.tls = scheme == with_tls;
    const bool good = !scheme.empty() && uri.find('\0') == uri.npos &&
                      (scheme == local ? read_path(place) : read_server(place));
    if (!good) return refused(allowed);
    auto rest = uri.substr(std::min(question + 1, uri.size()));
    while (!rest.empty()) {
      const auto part = rest.substr(0, rest.find('&'));
      rest.remove_prefix(std::min(part.size() + 1, rest.size()));
      if (auto taken = part.empty() ? base::result<void>{} : take(part); !taken)
        return base::fail(taken.error());
    }
    if (opts_.cert.empty() != opts_.key.empty())
      return refused("cert and key of the Redis URI are given together");
    return opts_;
  }

 private:
  static constexpr auto allowed =
      "the Redis URI cannot be read: allowed is redis://USER:PASSWORD@HOST:PORT/DB, rediss:// with "
      "TLS, or redis+unix:///PATH, with percent-encoded parts";

  tl::unexpected<base::status> refused(const std::string& text) const {
    return base::fail(base::errc::invalid_argument, field_, text);
  }

  bool read_path(std::string_view place) {
    auto path = decoded(place);
    if (path) opts_.path = std::move(*path);
    return opts_.path.starts_with('/') && opts_.path.size() > 1;
  }

  bool read_server(std::string_view place) {
    const auto slash = std::min(place.find('/'), place.size());
    const auto database = place.substr(std::min(slash + 1, place.size()));
    place = place.substr(0, slash);
    if (const auto at = place.rfind('@'); at != place.npos) {
      if (!read_account(place.substr(0, at))) return false;
      place.remove_prefix(at + 1);
    }
    return read_host(place) &&
           (database.empty() || read_number(database, 0, database_max, opts_.database));
  }

  bool read_account(std::string_view account) {
    const auto colon = account.find(':');
    if (colon == account.npos) return false;
    auto user = decoded(account.substr(0, colon));
    auto password = decoded(account.substr(colon + 1));
    if (!user || !password || password->empty()) return false;
    opts_.user = std::move(*user);
    opts_.password = std::move(*password);
    return true;
  }

  bool read_host(std::string_view place) {
    std::string_view port;
    if (place.starts_with('[')) {
      const auto end = place.find(']');
      if (end == place.npos) return false;
      opts_.host = place.substr(1, end - 1);
      port = place.substr(end + 1);
    } else {
      const auto colon = std::min(place.find(':'), place.size());
      opts_.host = place.substr(0, colon);
      port = place.substr(colon);
    }
    const bool good = std::all_of(opts_.host.begin(), opts_.host.end(),
                                  [](unsigned char c) { return c > ' ' && c != '%' && c < 0x7f; });
    return good && !opts_.host.empty() &&
           (port.empty() ||
            (port.front() == ':' && read_number(port.substr(1), 1, port_max, opts_.port)));
  }

  base::result<void> take(std::string_view part) {
    const auto equals = std::min(part.find('='), part.size());
    const auto name = part.substr(0, equals);
    const auto value = decoded(part.substr(std::min(equals + 1, part.size())));
    if (!value) return refused(allowed);
    if (own_) {
      const auto taken = own_(name, *value);
      if (!taken) return base::fail(taken.error());
      if (*taken) return {};
    }
    return take(name, *value);
  }

  base::result<void> take(std::string_view name, const std::string& value) {
    if (name == "deadline_ms" || name == "connect_ms") {
      std::int64_t wait = 0;
      if (!read_number(std::string_view{value}, wait_min, wait_max, wait))
        return refused(std::string{name} + " of the Redis URI is 100 to 600000 milliseconds");
      (name == "connect_ms" ? opts_.connect_deadline : opts_.deadline) =
          std::chrono::milliseconds{wait};
      return {};
    }
    if (name == "db") {
      if (opts_.path.empty() ||
          !read_number(std::string_view{value}, 0, database_max, opts_.database))
        return refused("db of the Redis URI is a number, and for redis+unix:// only");
      return {};
    }
    const std::array<std::pair<std::string_view, std::string*>, 3> files{
        {{"cacert", &opts_.cacert}, {"cert", &opts_.cert}, {"key", &opts_.key}}};
    for (const auto& [known, into] : files) {
      if (name != known) continue;
      if (!opts_.tls || value.empty())
        return refused(std::string{known} + " of the Redis URI names a file, and needs rediss://");
      *into = value;
      return {};
    }
    return refused(
        "parameters of the Redis URI are deadline_ms, connect_ms, db for redis+unix://, and "
        "cacert, cert and key for rediss://, whose certificates are always checked");
  }

  const std::string& field_;
  const own_parameter& own_;
  options opts_;
};

}  // namespace

bool is_redis(const std::string& uri) { return !scheme_of(uri).empty(); }

base::result<options> read_uri(const std::string& uri, const std::string& field,
                               const own_parameter& own) {
  return reading{field, own}.read(uri);
}

std::string shown(const std::string& uri) {
  const auto scheme = scheme_of(uri);
  const auto rest = std::string_view{uri}.substr(scheme.size());
  const auto place = rest.substr(0, rest.find('?'));
  const auto at = rest.rfind('@');
  // Behind the question mark it may be that of a password, which may go on in the parameters.
  if (at != rest.npos && at >= place.size()) return std::string{scheme} + "...";
  // An encoded path has no account; a wrong one may.
  return std::string{scheme}.append(place.substr(at == place.npos ? 0 : at + 1));
}

}  // namespace parley::redis
