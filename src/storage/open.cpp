#include <string_view>

#include "parley/storage/store.hpp"
#include "storage/memory/store.hpp"
#include "storage/sqlite/store.hpp"

namespace parley::storage {
namespace {

constexpr std::string_view sqlite_scheme = "sqlite:";

sqlite::options sqlite_options(const open_options& options) {
  sqlite::options result;
  result.limits = options.limits;
  result.index = options.index;
  if (options.clock) result.clock = options.clock;
  result.owner_note = options.owner_note;
  return result;
}

}  // namespace

base::result<std::unique_ptr<store>> open_store(const std::string& uri,
                                                const open_options& options) {
  if (uri == "memory:") return memory::open(options);
  if (uri.starts_with(sqlite_scheme) && uri.size() > sqlite_scheme.size())
    return sqlite::open(uri.substr(sqlite_scheme.size()), sqlite_options(options));
  return base::fail(base::errc::invalid_argument, "store.uri",
                    "the store " + (uri.empty() ? std::string{"(empty)"} : uri) +
                        " is not known; allowed: memory: and sqlite:PATH");
}

}  // namespace parley::storage
