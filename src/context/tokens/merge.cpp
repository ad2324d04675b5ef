#include "context/tokens/merge.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <queue>
#include <vector>

namespace parley::context {

namespace {

constexpr auto none = ranks_table::none;

/// Up to here looking at all neighbours for each join is faster than a heap.
constexpr std::size_t small_size = 128;

/// Parts of a small piece in two arrays: where each begins, and the rank of it joined with the
/// next.
std::int64_t count_small(const ranks_table& ranks, std::string_view piece, const char* readable) {
  std::array<std::uint32_t, small_size> joined;
  std::array<std::uint8_t, small_size + 1> begins;
  auto parts = piece.size();
  for (std::size_t i = 0; i < parts; ++i) begins[i] = static_cast<std::uint8_t>(i);
  begins[parts] = static_cast<std::uint8_t>(parts);
  for (std::size_t i = 0; i + 1 < parts; ++i) joined[i] = ranks.of_pair(piece.data() + i);

  const auto rank_at = [&](std::size_t i) {
    if (i + 2 > parts) return none;
    return ranks.find(piece.data() + begins[i], std::size_t{begins[i + 2]} - begins[i], readable);
  };
  while (parts > 1) {
    std::size_t best = 0;
    for (std::size_t i = 1; i + 1 < parts; ++i)
      if (joined[i] < joined[best]) best = i;
    if (joined[best] == none) break;
    // The part behind `best` goes: its begin, and the rank that it had with the next.
    std::copy(begins.begin() + static_cast<std::ptrdiff_t>(best) + 2,
              begins.begin() + static_cast<std::ptrdiff_t>(parts) + 1,
              begins.begin() + static_cast<std::ptrdiff_t>(best) + 1);
    std::copy(joined.begin() + static_cast<std::ptrdiff_t>(best) + 1,
              joined.begin() + static_cast<std::ptrdiff_t>(parts) - 1,
              joined.begin() + static_cast<std::ptrdiff_t>(best));
    --parts;
    if (best + 1 < parts) joined[best] = rank_at(best);
    if (best > 0) joined[best - 1] = rank_at(best - 1);
  }
  return static_cast<std::int64_t>(parts);
}

/// Parts of a long piece, a list by where they begin, and a heap of the joins that may be next.
class long_piece {
 public:
  long_piece(const ranks_table& ranks, std::string_view piece, const char* readable)
      : ranks_(ranks), piece_(piece), readable_(readable), parts_(piece.size()) {
    const auto size = static_cast<std::uint32_t>(piece.size());
    std::vector<std::uint64_t> first;
    first.reserve(size);
    for (std::uint32_t i = 0; i < size; ++i) {
      auto& part = parts_[i];
      part = {i == 0 ? 0 : i - 1, i + 1, none};
      if (i + 1 == size) break;
      part.joined = ranks.of_pair(piece.data() + i);
      if (part.joined != none) first.push_back(entry(part.joined, i));
    }
    heap_ = heap(std::greater<>{}, std::move(first));
  }

  std::int64_t count() {
    auto left = static_cast<std::int64_t>(piece_.size());
    while (!heap_.empty()) {
      const auto rank = static_cast<std::uint32_t>(heap_.top() >> 32);
      const auto at = static_cast<std::uint32_t>(heap_.top());
      heap_.pop();
      // What was joined in the meantime has another rank now.
      if (parts_[at].joined != rank) continue;
      join(at);
      --left;
    }
    return left;
  }

 private:
  struct part {
    std::uint32_t before;
    std::uint32_t next;    ///< the piece's size behind the last
    std::uint32_t joined;  ///< rank with the next
  };
  using heap = std::priority_queue<std::uint64_t, std::vector<std::uint64_t>, std::greater<>>;

  /// The lowest rank first, then the leftmost.
  static std::uint64_t entry(std::uint32_t rank, std::uint32_t at) {
    return std::uint64_t{rank} << 32 | at;
  }

  void look_at(std::uint32_t at) {
    auto& part = parts_[at];
    part.joined = none;
    if (part.next == piece_.size()) return;
    part.joined = ranks_.find(piece_.data() + at, parts_[part.next].next - at, readable_);
    if (part.joined != none) heap_.push(entry(part.joined, at));
  }

  void join(std::uint32_t at) {
    const auto gone = parts_[at].next;
    const auto next = parts_[gone].next;
    parts_[gone].joined = none;
    parts_[at].next = next;
    if (next != piece_.size()) parts_[next].before = at;
    look_at(at);
    if (at != 0) look_at(parts_[at].before);
  }

  const ranks_table& ranks_;
  std::string_view piece_;
  const char* readable_;
  std::vector<part> parts_;
  heap heap_;
};

}  // namespace

std::int64_t count_tokens(const ranks_table& ranks, std::string_view piece, const char* readable) {
  if (piece.size() == 1 || ranks.find(piece.data(), piece.size(), readable) != none) return 1;
  if (piece.size() <= small_size) return count_small(ranks, piece, readable);
  return long_piece{ranks, piece, readable}.count();
}

}  // namespace parley::context
