#include "parley/storage/move_pages.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "storage/row_hash.hpp"

namespace parley::storage {
namespace {

std::int64_t size_of(const auto& rows) { return static_cast<std::int64_t>(rows.size()); }

template <class T>
void move_to(std::vector<T>& all, std::vector<T> more) {
  all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

std::int64_t rows_of(const move_order& page) {
  return size_of(page.messages) + size_of(page.turns) + size_of(page.summaries) +
         size_of(page.tallies);
}

base::status shorter_than(std::int64_t last_seq) {
  return {base::errc::conflict, "",
          "Messages up to seq " + std::to_string(last_seq) +
              " are to be read, and some of them are not there any more."};
}

}  // namespace

history_walk::history_walk(std::int64_t key, std::int64_t log, std::int64_t last_seq,
                           move_page_limits limits, part what, absent_rows absent)
    : key_(key),
      log_(log),
      last_seq_(last_seq),
      limits_{std::max<std::int64_t>(limits.items, 1), limits.bytes},
      absent_(absent) {
  if (what == part::rest || last_seq == 0) go_to(kind::turns);
  // Also a session without any row is staged.
  if (what == part::all && done()) at_ = kind::tallies;
}

void history_walk::go_to(kind next) {
  if (next == kind::turns && absent_.turns) next = kind::summaries;
  if (next == kind::summaries && absent_.summaries) next = kind::tallies;
  if (next == kind::tallies && absent_.tallies) next = kind::none;
  at_ = next;
}

base::result<std::optional<move_order>> history_walk::next(log_reader& from) {
  if (done()) return std::nullopt;
  move_order page;
  bytes_left_ = limits_.bytes;
  for (auto room = limits_.items; room > 0 && !done(); room = limits_.items - rows_of(page)) {
    const auto before = at_;
    if (auto filled = fill(from, page, room); !filled) return base::fail(filled.error());
    if (at_ == before) break;  // there is more of this kind than the page takes
  }
  return page;
}

base::result<void> history_walk::fill(log_reader& from, move_order& page, std::int64_t room) {
  switch (at_) {
    case kind::messages:
      return take_messages(from, page, room);
    case kind::turns:
      return take_turns(from, page, room);
    case kind::summaries:
      return take_summaries(from, page, room);
    case kind::tallies:
      return take_tallies(from, page, room);
    case kind::none:
      break;
  }
  return {};
}

base::result<void> history_walk::take_messages(log_reader& from, move_order& page,
                                               std::int64_t room) {
  auto rows = from.rows_to_move(log_, sum_.last_seq, room, bytes_left_);
  if (!rows) return base::fail(rows.error());
  std::erase_if(*rows, [&](const moved_message& m) { return m.row.seq > last_seq_; });
  if (rows->empty()) return base::fail(shorter_than(last_seq_));
  for (const auto& m : *rows) {
    if (m.row.seq != ++sum_.last_seq) return base::fail(shorter_than(last_seq_));
    hash_row(messages_, m);
  }
  sum_.messages += size_of(*rows);
  count_days(*rows, sum_.days);
  move_to(page.messages, std::move(*rows));
  if (sum_.last_seq == last_seq_) go_to(kind::turns);
  return {};
}

base::result<void> history_walk::take_turns(log_reader& from, move_order& page, std::int64_t room) {
  auto rows = from.turns(key_, turn_, room);
  if (!rows) return base::fail(rows.error());
  for (const auto& t : *rows) hash_row(rest_, t);
  if (!rows->empty()) turn_ = rows->back().ordinal;
  sum_.turns += size_of(*rows);
  if (size_of(*rows) < room) go_to(kind::summaries);
  move_to(page.turns, std::move(*rows));
  return {};
}

base::result<void> history_walk::take_summaries(log_reader& from, move_order& page,
                                                std::int64_t room) {
  auto rows = from.summaries(log_, sum_.summaries, room);
  if (!rows) return base::fail(rows.error());
  for (const auto& s : *rows) hash_row(rest_, s);
  sum_.summaries += size_of(*rows);
  if (size_of(*rows) < room) go_to(kind::tallies);
  move_to(page.summaries, std::move(*rows));
  return {};
}

base::result<void> history_walk::take_tallies(log_reader& from, move_order& page,
                                              std::int64_t room) {
  auto rows = from.tallies(log_, tally_, room);
  if (!rows) return base::fail(rows.error());
  for (const auto& t : *rows) hash_row(rest_, t);
  if (!rows->empty()) tally_ = rows->back().seq;
  sum_.tallies += size_of(*rows);
  if (size_of(*rows) < room) at_ = kind::none;
  move_to(page.tallies, std::move(*rows));
  return {};
}

history_sum history_walk::sum() {
  sum_.messages_digest = messages_.hex();
  sum_.rest_digest = rest_.hex();
  std::sort(sum_.days.begin(), sum_.days.end(), [](const moved_day& a, const moved_day& b) {
    return std::tie(a.agent, a.day) < std::tie(b.agent, b.day);
  });
  return std::move(sum_);
}

base::result<history_sum> sum_history(log_reader& from, history_walk walk) {
  while (!walk.done())
    if (auto page = walk.next(from); !page) return base::fail(page.error());
  return walk.sum();
}

}  // namespace parley::storage
