#include "storage/postgres/options.hpp"

#include <libpq-fe.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <string_view>

namespace parley::storage::postgres {
namespace {

constexpr std::size_t name_max = 63;
constexpr std::int64_t wait_min = 100;
constexpr std::int64_t wait_max = 600000;

std::size_t scheme_size(std::string_view uri) {
  for (const std::string_view scheme : {"postgres://", "postgresql://"})
    if (uri.starts_with(scheme)) return scheme.size();
  return 0;
}

auto refused(const std::string& text) {
  return base::fail(base::errc::invalid_argument, "store.uri", text);
}

bool is_name(std::string_view text) {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; };
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  return !text.empty() && text.size() <= name_max && letter(text.front()) &&
         std::all_of(text.begin(), text.end(), [&](char c) { return letter(c) || digit(c); });
}

bool read_wait(std::string_view text, std::chrono::milliseconds& wait) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  wait = std::chrono::milliseconds{value};
  return error == std::errc{} && end == text.data() + text.size() && value >= wait_min &&
         value <= wait_max;
}

/// Whether the parameter is ours.
base::result<bool> take(std::string_view name, std::string_view value, options& opts) {
  if (name == "schema") {
    if (!is_name(value))
      return refused(
          "schema of the store's URI is a name of at most 63 characters: a lower-case "
          "letter or _, then such, or digits");
    opts.schema = value;
    return true;
  }
  if (name == "pooler") {
    if (value != "on" && value != "off")
      return refused(
          "pooler of the store's URI is on (the server is behind a transaction pooler) or off");
    opts.prepare = value == "off";
    return true;
  }
  if (name == "deadline_ms" || name == "connect_ms") {
    if (!read_wait(value, name == "connect_ms" ? opts.connect_deadline : opts.deadline))
      return refused(std::string{name} + " of the store's URI is 100 to 600000 milliseconds");
    return true;
  }
  return false;
}

}  // namespace

bool is_postgres(const std::string& uri) { return scheme_size(uri) > 0; }

base::result<options> read_uri(const std::string& uri) {
  options opts;
  const auto question = uri.find('?');
  opts.uri = uri.substr(0, question);
  char joint = '?';
  std::string_view rest = uri;
  rest.remove_prefix(std::min(question, uri.size() - 1) + 1);
  while (question != std::string::npos && !rest.empty()) {
    const auto part = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(part.size() + 1, rest.size()));
    const auto equals = std::min(part.find('='), part.size());
    const auto value = part.substr(std::min(equals + 1, part.size()));
    const auto ours = take(part.substr(0, equals), value, opts);
    if (!ours) return base::fail(ours.error());
    if (*ours || part.empty()) continue;
    opts.uri.append(1, joint).append(part);
    joint = '&';
  }
  const std::unique_ptr<PQconninfoOption, void (*)(PQconninfoOption*)> parsed{
      PQconninfoParse(opts.uri.c_str(), nullptr), &PQconninfoFree};
  if (!parsed)
    return refused(
        "the store's URI cannot be read: allowed is postgres://USER:PASSWORD@HOST:PORT/DATABASE "
        "with parameters of libpq, and schema, pooler, deadline_ms and connect_ms");
  return opts;
}

std::string shown(const std::string& uri) {
  const auto start = scheme_size(uri);
  const auto end = std::min(uri.find_first_of("/?", start), uri.size());
  const auto at = uri.substr(start, end - start).rfind('@');
  const auto host = at == std::string::npos ? start : start + at + 1;
  // Parameters may hold a password too.
  return uri.substr(0, start) + uri.substr(host, std::min(uri.find('?', host), uri.size()) - host);
}

}  // namespace parley::storage::postgres
