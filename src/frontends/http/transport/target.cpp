#include "frontends/http/transport/target.hpp"

#include "parley/base/utf8.hpp"

namespace parley::frontends::http::transport {

namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
         c == '_' || c == '~' || c == '-';
}

base::result<std::string> decode(std::string_view text, std::string_view what, bool form) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '+' && form) {
      c = ' ';
    } else if (c == '%') {
      const int high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
      const int low = high >= 0 ? hex_digit(text[i + 2]) : -1;
      if (low < 0)
        return base::fail(base::errc::invalid_argument, std::string(what),
                          "A percent sign must be followed by two hexadecimal digits.");
      c = static_cast<char>(high * 16 + low);
      i += 2;
    }
    if (c == '\0')
      return base::fail(base::errc::invalid_argument, std::string(what),
                        "The character NUL is not allowed.");
    out.push_back(c);
  }
  if (!base::is_utf8(out))
    return base::fail(base::errc::invalid_argument, std::string(what),
                      "The percent-decoded text must be UTF-8.");
  return out;
}

/// What stands before the next `separator`; `rest` goes on behind it, or is marked as used up.
std::string_view take(std::string_view& rest, char separator, bool& more) {
  const auto end = rest.find(separator);
  more = end != std::string_view::npos;
  const auto part = rest.substr(0, end);
  rest = more ? rest.substr(end + 1) : std::string_view{};
  return part;
}

}  // namespace

target_parts split_target(std::string_view target) {
  const auto scheme = target.find("://");
  if (!target.empty() && target[0] != '/' && scheme != std::string_view::npos) {
    const auto rest = target.substr(scheme + 3);
    const auto end = rest.find_first_of("/?");
    target = end == std::string_view::npos ? std::string_view("/") : rest.substr(end);
  }
  const auto mark = target.find('?');
  if (mark == std::string_view::npos) return {target, {}};
  const auto path = target.substr(0, mark);
  return {path.empty() ? std::string_view("/") : path, target.substr(mark + 1)};
}

base::result<std::string> percent_decode(std::string_view text, std::string_view what) {
  return decode(text, what, false);
}

std::string percent_encode(std::string_view text) {
  static constexpr char digits[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    if (unreserved(c)) {
      out.push_back(c);
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += {'%', digits[byte >> 4], digits[byte & 15]};
  }
  return out;
}

base::result<std::vector<std::string>> split_path(std::string_view path) {
  if (path.empty() || path[0] != '/')
    return base::fail(base::errc::invalid_argument, "path", "A path must begin with \"/\".");
  path.remove_prefix(1);
  std::vector<std::string> segments;
  for (bool more = !path.empty(); more;) {
    auto segment = decode(take(path, '/', more), "path", false);
    if (!segment) return base::fail(std::move(segment.error()));
    segments.push_back(std::move(*segment));
  }
  return segments;
}

base::result<query_list> split_query(std::string_view query) {
  query_list pairs;
  for (bool more = true; more;) {
    auto value = take(query, '&', more);
    if (value.empty()) continue;
    bool has_value = false;
    auto name = decode(take(value, '=', has_value), "query", true);
    if (!name) return base::fail(std::move(name.error()));
    auto text = decode(value, *name, true);
    if (!text) return base::fail(std::move(text.error()));
    pairs.emplace_back(std::move(*name), std::move(*text));
  }
  return pairs;
}

}  // namespace parley::frontends::http::transport
