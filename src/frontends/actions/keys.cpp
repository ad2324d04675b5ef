#include "frontends/actions/keys.hpp"

#include "parley/base/utf8.hpp"

namespace parley::frontends::actions {

namespace {

constexpr std::size_t name_max = 512;
constexpr std::string_view own_prefix = "parley:";
constexpr std::string_view reply_prefix = "parley:replies:";

}  // namespace

base::result<void> check_callback_queue(std::string_view name) {
  const bool legal = !name.empty() && name.size() <= name_max &&
                     !base::has_control_characters(name) &&
                     (!name.starts_with(own_prefix) || name.starts_with(reply_prefix));
  if (legal) return {};
  return base::fail(base::errc::invalid_argument, "callback_queue_name",
                    "A callback queue has 1 to 512 bytes, no control characters, and does not "
                    "begin with parley: unless with parley:replies:.");
}

}  // namespace parley::frontends::actions
