#include "storage/redis/options.hpp"

#include <algorithm>
#include <string_view>

namespace parley::storage::redis {
namespace {

constexpr std::size_t prefix_max = 64;
constexpr std::string_view special = "{}*?[]\\";

bool is_prefix(const std::string& text) {
  return !text.empty() && text.size() <= prefix_max &&
         std::all_of(text.begin(), text.end(), [](unsigned char c) {
           return c > ' ' && c < 0x7f && special.find(static_cast<char>(c)) == special.npos;
         });
}

auto refused(const std::string& text) {
  return base::fail(base::errc::invalid_argument, "store.uri", text);
}

}  // namespace

base::result<options> read_uri(const std::string& uri) {
  options opts;
  const auto own = [&](std::string_view name, const std::string& value) -> base::result<bool> {
    if (name == "prefix") {
      if (!is_prefix(value))
        return refused(
            "prefix of the store's URI is 1 to 64 visible ASCII characters without { } * ? [ ] \\");
      opts.prefix = value;
      return true;
    }
    if (name == "index") {
      if (value.empty()) return refused("index of the store's URI names a file");
      opts.index_path = value;
      return true;
    }
    if (name == "eviction") {
      if (value != "accepted")
        return refused("eviction of the store's URI can only be accepted, which loses messages");
      opts.evicts = true;
      return true;
    }
    return false;
  };
  auto server = client::read_uri(uri, "store.uri", own);
  if (!server) return base::fail(server.error());
  opts.server = std::move(*server);
  return opts;
}

}  // namespace parley::storage::redis
