#include <algorithm>
#include <array>
#include <string_view>

#include "table.hpp"

namespace parley::config {

namespace {

bool is_redis_or_nothing(const std::string& uri) {
  constexpr std::array<std::string_view, 3> schemes{"redis://", "rediss://", "redis+unix://"};
  return uri.empty() || std::any_of(schemes.begin(), schemes.end(),
                                    [&](std::string_view s) { return uri.starts_with(s); });
}

}  // namespace

std::vector<row> actions_rows() {
  return {
      text(
          "actions", "redis", [](settings & s) -> auto& { return s.actions.redis; },
          is_redis_or_nothing,
          "empty (no actions), redis://[USER:PASSWORD@]HOST[:PORT][/DB], rediss:// (TLS) or "
          "redis+unix:///PATH",
          "The Redis through which services send actions."),
      number(
          "actions", "in_flight", [](settings & s) -> auto& { return s.actions.in_flight; }, 1,
          10000, "actions",
          "The most that are begun and not answered yet; of each priority four times as many may "
          "wait "
          "for their session's turn."),
      number(
          "actions", "deliveries", [](settings & s) -> auto& { return s.actions.deliveries; }, 1,
          100, "deliveries",
          "An action that was begun so often alone, and whose process ended each time, is set "
          "aside as "
          "a dead letter."),
      number(
          "actions", "retry_s", [](settings & s) -> auto& { return s.actions.retry_s; }, 0, 86400,
          "seconds",
          "How long after its first attempt an action is tried again whose store is away or "
          "overloaded, before that is its answer."),
      number(
          "actions", "lease_s", [](settings & s) -> auto& { return s.actions.lease_s; }, 1, 3600,
          "seconds",
          "When the process that takes actions gave no sign of life for so long, another one takes "
          "over."),
      number(
          "actions", "dead_letters", [](settings & s) -> auto& { return s.actions.dead_letters; },
          1, 10000000, "letters", "About so many dead letters are kept, the newest."),
  };
}

}  // namespace parley::config
