#include "storage/redis/messages.hpp"

#include <algorithm>

#include "parley/domain/message_id.hpp"
#include "storage/page_bounds.hpp"
#include "storage/redis/lookups.hpp"
#include "storage/redis/scripts.hpp"
#include "storage/redis/stored_number.hpp"
#include "storage/redis/structures.hpp"
#include "storage/refusal.hpp"

namespace parley::storage::redis {
namespace {

/// Headers that are read in one go; fewer, when their rows are large.
constexpr std::int64_t headers_at_once = 4096;
/// Bytes that the server looks at for them, which takes it a few milliseconds.
constexpr std::int64_t headers_bytes_max = 4194304;

/// Calls `take` with the headers of rows, ascending, until it gives false.
template <class F>
void each_header(server_rows& rows, const segments& history, std::int64_t from, std::int64_t to,
                 F take) {
  for (const auto& run : history.ranges(from, to)) {
    for (auto next = run.from;;) {
      const auto part = read_headers(rows, run.log, next, run.to);
      if (part.empty()) break;
      for (const auto& each : part)
        if (!take(each)) return;
      next += static_cast<std::int64_t>(part.size());
    }
  }
}

std::vector<base::digest> read_digests(server_rows& rows, const segments& history,
                                       std::int64_t from, std::int64_t to) {
  std::vector<base::digest> found;
  each_header(rows, history, from, to, [&](const message_header& h) {
    // What was erased has none, also while its text is still to be removed.
    found.push_back(h.status == domain::message_status::erased ? base::digest{} : h.digest);
    return true;
  });
  return found;
}

}  // namespace

client::reply read_slice(server_rows& rows, const slice& which) {
  return rows.run(
      rows_script(),
      {number_key(which.log), rows_of(which.log), std::to_string(which.from),
       std::to_string(which.to), std::to_string(which.items_max), std::to_string(which.bytes_max),
       which.newest ? "newest" : "oldest", which.header_only ? std::to_string(header_bytes) : "0"});
}

std::vector<message_header> read_headers(server_rows& rows, std::int64_t log, std::int64_t from,
                                         std::int64_t to) {
  std::vector<message_header> headers;
  if (from > to) return headers;
  const auto found =
      read_slice(rows, {log, from, to, headers_at_once, headers_bytes_max, false, true});
  headers.reserve(found.size());
  for (std::size_t i = 0; i < found.size(); ++i) headers.push_back(read_header(found[i].text()));
  return headers;
}

std::vector<domain::message> read_page(server_rows& rows, std::int64_t log,
                                       const page_request& request) {
  const page_bounds bounds{request};
  page_filler filler{request};
  if (bounds.from > bounds.to) return filler.finish(bounds);
  auto runs = history_of(rows, log).ranges(bounds.from, bounds.to);
  if (bounds.from_newest) std::reverse(runs.begin(), runs.end());
  const auto items_max = std::max<std::int64_t>(request.items_max, 1);
  for (const auto& run : runs) {
    const auto found =
        read_slice(rows, {run.log, run.from, run.to, items_max,
                          std::max<std::int64_t>(request.bytes_max, 0), bounds.from_newest, false});
    for (std::size_t i = 0; i < found.size(); ++i)
      if (!filler.take(read_message(found[i].text()))) return filler.finish(bounds);
    if (filler.is_full()) break;
  }
  return filler.finish(bounds);
}

std::optional<domain::message> read_seq(server_rows& rows, std::int64_t log, std::int64_t seq) {
  if (seq < 1 || seq > seq_max) return std::nullopt;
  const auto found =
      read_slice(rows, {history_of(rows, log).log_of(seq), seq, seq, 1, 0, false, false});
  if (found.size() == 0) return std::nullopt;
  return read_message(found[0].text());
}

std::optional<domain::message> read_id(server_rows& rows, std::int64_t log, const std::string& id) {
  // The seq in a generated id leads to it; others are found by a hash.
  if (const auto seq = domain::seq_of_message_id(id))
    if (auto found = read_seq(rows, log, *seq); found && found->message_id == id) return found;
  for (const auto& run : history_of(rows, log).ranges(1, seq_max)) {
    const auto given = rows.get(ids_of(run.log), id);
    const auto seq = given ? stored_number(*given) : seq_max;
    if (seq > run.to) continue;
    const auto found = read_slice(rows, {run.log, seq, seq, 1, 0, false, false});
    if (found.size() > 0) return read_message(found[0].text());
  }
  return std::nullopt;
}

base::result<std::int64_t> read_common(server_rows& rows, std::int64_t left_log,
                                       std::int64_t right_log, std::int64_t messages_max) {
  const auto left = history_of(rows, left_log);
  const auto right = history_of(rows, right_log);
  const auto last =
      std::min(history_head(rows, left_log).last_seq, history_head(rows, right_log).last_seq);
  auto upto = std::min(left.shared_with(right), last);
  const auto bound = upto + messages_max;
  while (upto < last) {
    const auto to = std::min(last, upto + headers_at_once);
    const auto a = read_digests(rows, left, upto + 1, to);
    const auto b = read_digests(rows, right, upto + 1, to);
    const auto [end, other] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
    upto += end - a.begin();
    if (upto > bound) return base::fail(refusal::too_alike(messages_max));
    if (upto < to) break;
  }
  return upto;
}

std::int64_t read_characters(server_rows& rows, std::int64_t log, std::int64_t after,
                             std::int64_t most) {
  std::int64_t sum = 0;
  const auto from = std::clamp(after, std::int64_t{0}, seq_max - 1) + 1;
  each_header(rows, history_of(rows, log), from, seq_max, [&](const message_header& h) {
    if (h.status != domain::message_status::erased) sum += h.characters;
    return sum <= most;
  });
  return sum;
}

std::vector<moved_message> read_rows_to_move(server_rows& rows, std::int64_t log,
                                             std::int64_t after, std::int64_t items_max,
                                             std::int64_t bytes_max) {
  std::vector<moved_message> found;
  std::int64_t bytes = 0;
  const auto slice_found =
      read_slice(rows, {log, after + 1, seq_max, items_max, bytes_max, false, false});
  for (std::size_t i = 0; i < slice_found.size(); ++i) {
    const auto row = slice_found[i].text();
    moved_message m{read_message(row), read_row(row).agent};
    bytes += static_cast<std::int64_t>(m.row.bytes());
    if (!found.empty() && bytes > bytes_max) break;
    found.push_back(std::move(m));
  }
  return found;
}

}  // namespace parley::storage::redis
