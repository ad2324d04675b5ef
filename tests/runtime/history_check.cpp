#include "history_check.hpp"

#include <algorithm>
#include <map>

namespace parley::tests {

namespace {

using found = std::optional<std::string>;

std::string at(std::int64_t seq) { return "seq " + std::to_string(seq); }

/// What each seq holds; every one of 1 to N once.
found collect(const std::vector<observed>& history, std::map<std::int64_t, std::string>& ids) {
  for (const auto& op : history) {
    if (op.head) continue;
    for (const auto& [seq, id] : op.items)
      if (!ids.emplace(seq, id).second) return at(seq) + " was given twice";
  }
  std::int64_t expected = 0;
  for (const auto& [seq, id] : ids)
    if (seq != ++expected) return at(expected) + " is missing";
  return std::nullopt;
}

found check_pages(const std::vector<observed>& history,
                  const std::map<std::int64_t, std::string>& ids) {
  for (const auto& op : history) {
    if (!op.head) continue;
    for (std::size_t i = 0; i < op.items.size(); ++i) {
      const auto& [seq, id] = op.items[i];
      if (seq > *op.head) return at(seq) + " was read under head " + std::to_string(*op.head);
      if (i > 0 && seq != op.items[i - 1].first + 1) return "a gap before " + at(seq) + " in a page";
      const auto stored = ids.find(seq);
      if (stored == ids.end()) return at(seq) + " was read and never acknowledged";
      if (stored->second != id) return at(seq) + " was read as " + id + ", not " + stored->second;
    }
  }
  return std::nullopt;
}

/// The newest seq that an operation is a witness of, and the oldest that it excludes or gives.
std::int64_t witnesses(const observed& op) {
  return op.head ? *op.head : op.items.empty() ? 0 : op.items.back().first;
}
std::int64_t needs_at_least(const observed& op) {
  return op.head ? *op.head : op.items.empty() ? 0 : op.items.front().first - 1;
}

/// Whoever begins after another has ended sees at least what that one saw or wrote.
found check_time(const std::vector<observed>& history) {
  std::vector<const observed*> by_begin, by_end;
  for (const auto& op : history)
    if (op.head || !op.items.empty()) by_begin.push_back(&op);
  by_end = by_begin;
  std::sort(by_begin.begin(), by_begin.end(),
            [](auto* a, auto* b) { return a->began < b->began; });
  std::sort(by_end.begin(), by_end.end(), [](auto* a, auto* b) { return a->ended < b->ended; });
  std::int64_t seen = 0;
  auto ended = by_end.begin();
  for (const auto* op : by_begin) {
    for (; ended != by_end.end() && (*ended)->ended < op->began; ++ended)
      seen = std::max(seen, witnesses(**ended));
    if (needs_at_least(*op) < seen)
      return (op->head ? "a read under head " + std::to_string(*op->head)
                       : "an append at " + at(op->items.front().first)) +
             " began after " + at(seen) + " had been answered";
  }
  return std::nullopt;
}

}  // namespace

found find_contradiction(const std::vector<observed>& history) {
  std::map<std::int64_t, std::string> ids;
  if (auto bad = collect(history, ids)) return bad;
  if (auto bad = check_pages(history, ids)) return bad;
  return check_time(history);
}

}  // namespace parley::tests
