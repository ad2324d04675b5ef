#include "storage/driver.hpp"

namespace parley::storage {
namespace {

constexpr std::string_view sqlite_scheme = "sqlite:";
constexpr std::string_view json_scheme = "json:";

std::optional<std::string> path_behind(std::string_view scheme, const std::string& uri) {
  if (!uri.starts_with(scheme) || uri.size() == scheme.size()) return std::nullopt;
  return uri.substr(scheme.size());
}

}  // namespace

std::optional<std::string> sqlite_path(const std::string& uri) {
  return path_behind(sqlite_scheme, uri);
}

std::optional<std::string> json_path(const std::string& uri) {
  return path_behind(json_scheme, uri);
}

sqlite::options sqlite_options(const open_options& options) {
  sqlite::options result;
  result.limits = options.limits;
  result.index = options.index;
  if (options.clock) result.clock = options.clock;
  result.owner_note = options.owner_note;
  return result;
}

json::options json_options(const open_options& options) {
  json::options result;
  result.limits = options.limits;
  if (options.clock) result.clock = options.clock;
  result.owner_note = options.owner_note;
  return result;
}

base::result<postgres::options> postgres_options(const std::string& uri,
                                                 const open_options& options) {
  auto result = postgres::read_uri(uri);
  if (!result) return result;
  result->limits = options.limits;
  result->index = options.index;
  if (options.clock) result->clock = options.clock;
  return result;
}

base::result<redis::options> redis_options(const std::string& uri, const open_options& options) {
  auto result = redis::read_uri(uri);
  if (!result) return result;
  result->limits = options.limits;
  result->index = options.index;
  if (options.clock) result->clock = options.clock;
  return result;
}

base::status unknown_store(const std::string& uri) {
  // Behind a scheme there may be a password.
  const auto scheme = uri.find("://");
  const auto shown = uri.empty()                   ? std::string{"(empty)"}
                     : scheme == std::string::npos ? uri
                                                   : uri.substr(0, scheme) + "://...";
  return {base::errc::invalid_argument, "store.uri",
          "the store " + shown +
              " is not known; allowed: memory:, sqlite:PATH, json:DIR, postgres://..., redis://..., "
              "rediss://... and redis+unix://..."};
}

}  // namespace parley::storage
