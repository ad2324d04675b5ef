#include "parley/storage/summaries.hpp"

namespace parley::storage {

std::optional<base::status> misfit(const summary_order& order, const summary_state& there,
                                   std::int64_t last_seq) {
  const auto conflict = [](const char* why) {
    return base::status{base::errc::conflict, "summary", why};
  };
  const auto& made = order.made;
  const auto latest = there.latest ? std::optional{there.latest->summary_id} : std::nullopt;
  if ((order.replaces ? order.replaces : made.previous_summary_id) != latest)
    return conflict("Another summary was made meanwhile.");
  if (order.erasures != there.erasures) return conflict("Messages were erased meanwhile.");
  if (order.replaces) {
    const bool same = made.previous_summary_id == there.latest->previous_summary_id &&
                      made.from_seq == there.latest->from_seq &&
                      made.to_seq == there.latest->to_seq;
    if (!same) return conflict("The summary must cover what the one that it replaces covers.");
    return std::nullopt;
  }
  const auto from = there.latest ? there.latest->to_seq + 1 : 1;
  if (made.from_seq != from || made.to_seq < from || made.to_seq > last_seq)
    return conflict("The summary must cover what comes behind the latest one.");
  return std::nullopt;
}

}  // namespace parley::storage
