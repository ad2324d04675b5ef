#include "context/left_out.hpp"

#include <algorithm>

namespace parley::context {

std::string_view to_string(left_out_reason reason) {
  switch (reason) {
    case left_out_reason::budget:
      return "budget";
    case left_out_reason::summarized:
      return "summarized";
    case left_out_reason::erased:
      return "erased";
    case left_out_reason::no_call:
      return "no_call";
    case left_out_reason::pending:
      return "pending";
    case left_out_reason::scan_limit:
      return "scan_limit";
  }
  return "budget";
}

namespace {

void append(std::vector<left_out_range>& to, std::int64_t from, std::int64_t upto,
            left_out_reason reason) {
  if (from > upto) return;
  if (!to.empty() && to.back().to_seq + 1 == from && to.back().reason == reason)
    to.back().to_seq = upto;
  else
    to.push_back({from, upto, reason});
}

}  // namespace

void seq_account::rest(std::int64_t from, std::int64_t to, left_out_reason reason) {
  append(ranges_, from, to, reason);
}

void seq_account::leave(std::int64_t seq, left_out_reason reason) {
  singles_.push_back({seq, false, reason});
}

void seq_account::include(std::int64_t seq) {
  singles_.push_back({seq, true, left_out_reason::budget});
}

std::vector<left_out_range> seq_account::left_out() const {
  auto singles = singles_;
  std::sort(singles.begin(), singles.end(),
            [](const single& a, const single& b) { return a.seq < b.seq; });
  std::vector<left_out_range> found;
  auto next = singles.begin();
  for (const auto& range : ranges_) {
    auto from = range.from_seq;
    for (; next != singles.end() && next->seq <= range.to_seq; ++next) {
      append(found, from, next->seq - 1, range.reason);
      if (!next->included) append(found, next->seq, next->seq, next->reason);
      from = next->seq + 1;
    }
    append(found, from, range.to_seq, range.reason);
  }
  return found;
}

included_messages seq_account::included() const {
  included_messages found;
  for (const auto& one : singles_) {
    if (!one.included) continue;
    found.from_seq = found.messages == 0 ? one.seq : std::min(found.from_seq, one.seq);
    found.to_seq = std::max(found.to_seq, one.seq);
    ++found.messages;
  }
  return found;
}

}  // namespace parley::context
