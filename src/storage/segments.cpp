#include "storage/segments.hpp"

#include <algorithm>
#include <utility>

namespace parley::storage {

segments::segments(std::vector<segment> shared, std::int64_t own) : runs_(std::move(shared)) {
  runs_.push_back({own, seq_max});
}

std::int64_t segments::shared_upto() const {
  return runs_.size() < 2 ? 0 : runs_[runs_.size() - 2].upto;
}

std::int64_t segments::log_of(std::int64_t seq) const {
  const auto run = std::find_if(runs_.begin(), runs_.end(),
                                [seq](const segment& s) { return seq <= s.upto; });
  return run == runs_.end() ? runs_.back().log : run->log;
}

std::vector<seq_range> segments::ranges(std::int64_t from, std::int64_t to) const {
  std::vector<seq_range> found;
  std::int64_t start = 1;
  for (const auto& run : runs_) {
    const auto first = std::max(from, start);
    const auto last = std::min(to, run.upto);
    if (first <= last) found.push_back({run.log, first, last});
    start = run.upto + 1;
  }
  return found;
}

std::vector<segment> segments::cut(std::int64_t seq) const {
  std::vector<segment> shared;
  for (const auto& range : ranges(1, seq)) shared.push_back({range.log, range.to});
  return shared;
}

std::int64_t segments::shared_with(const segments& other) const {
  std::int64_t upto = 0;
  for (auto a = runs_.begin(), b = other.runs_.begin();
       a != runs_.end() && b != other.runs_.end() && a->log == b->log; ++a, ++b) {
    upto = std::min(a->upto, b->upto);
    if (a->upto != b->upto) break;
  }
  return upto;
}

}  // namespace parley::storage
