#include "storage/driver.hpp"

namespace parley::storage {
namespace {

constexpr std::string_view sqlite_scheme = "sqlite:";

}  // namespace

std::optional<std::string> sqlite_path(const std::string& uri) {
  if (!uri.starts_with(sqlite_scheme) || uri.size() == sqlite_scheme.size()) return std::nullopt;
  return uri.substr(sqlite_scheme.size());
}

sqlite::options sqlite_options(const open_options& options) {
  sqlite::options result;
  result.limits = options.limits;
  result.index = options.index;
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
              " is not known; allowed: memory:, sqlite:PATH, postgres://..., redis://..., "
              "rediss://... and redis+unix://..."};
}

}  // namespace parley::storage
