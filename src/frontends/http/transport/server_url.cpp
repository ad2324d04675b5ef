#include "frontends/http/transport/server_url.hpp"

#include <algorithm>

namespace parley::frontends::http::transport {

namespace {

bool is_port(std::string_view text) {
  return !text.empty() && text.size() <= 5 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; }) &&
         std::stoi(std::string(text)) <= 65535;
}

}  // namespace

base::result<server_url> parse_server_url(std::string_view text) {
  const auto bad = [text] {
    return base::fail(base::errc::invalid_argument, "server",
                      "A server is written http://HOST:PORT or https://HOST:PORT; '" +
                          std::string(text) + "' is not.");
  };
  constexpr std::string_view plain = "http://";
  constexpr std::string_view secure = "https://";
  server_url url;
  url.tls = text.starts_with(secure);
  if (!url.tls && !text.starts_with(plain)) return bad();
  url.port = url.tls ? "443" : "80";
  auto rest = text.substr(url.tls ? secure.size() : plain.size());
  if (rest.ends_with('/')) rest.remove_suffix(1);
  url.authority = rest;
  const bool bracket = rest.starts_with('[');
  const auto close = rest.find(']');
  if (bracket && close == std::string_view::npos) return bad();
  const auto colon = rest.find(':', bracket ? close : 0);
  const auto host = rest.substr(0, colon);
  url.host = bracket ? host.substr(1, host.size() - 2) : host;
  if (colon != std::string_view::npos) url.port = rest.substr(colon + 1);
  const bool odd = std::any_of(url.host.begin(), url.host.end(), [](char c) {
    return static_cast<unsigned char>(c) <= ' ' || c == '/' || c == '@' || c == '?' || c == '#' ||
           c == '[' || c == ']' || c == 0x7f;
  });
  if (url.host.empty() || odd || !is_port(url.port) || (bracket && !host.ends_with(']')))
    return bad();
  return url;
}

}  // namespace parley::frontends::http::transport
