#include "frontends/actions/keys.hpp"

#include <algorithm>

#include "parley/base/utf8.hpp"

namespace parley::frontends::actions {

namespace {

constexpr std::size_t name_max = 512;
constexpr std::string_view own_prefix = "parley:";
constexpr std::string_view reply_prefix = "parley:replies:";

bool is_behind(std::string_view prefix, std::string_view name) {
  if (!name.starts_with(prefix)) return false;
  return !name.starts_with(reply_prefix) || prefix.starts_with(reply_prefix);
}

}  // namespace

base::result<void> check_callback_queue(std::string_view name,
                                        std::span<const std::string> store_prefixes) {
  const bool legal =
      !name.empty() && name.size() <= name_max && !base::has_control_characters(name) &&
      !is_behind(own_prefix, name) &&
      std::ranges::none_of(store_prefixes, [&](const auto& p) { return is_behind(p, name); });
  if (legal) return {};
  return base::fail(base::errc::invalid_argument, "callback_queue_name",
                    "A callback queue has 1 to 512 bytes, no control characters, and does not "
                    "begin with the prefix of a store or with parley: unless with "
                    "parley:replies:.");
}

}  // namespace parley::frontends::actions
