#include <algorithm>

#include "storage/redis/check/checks.hpp"
#include "storage/redis/lookups.hpp"
#include "storage/redis/messages.hpp"
#include "storage/redis/positions.hpp"
#include "storage/redis/structures.hpp"

namespace parley::storage::redis {
namespace {

constexpr std::int64_t rows_at_once = 64;

/// Logs that may have rows: of sessions, of those that are erased, on their way.
std::set<std::int64_t> logs_of(examination& e) {
  std::set<std::int64_t> logs;
  for (const auto& hash : {hashes::owner, hashes::orphan, hashes::head, tables_of::moving})
    for (const auto& [log, value] : e.fields_of(hash)) logs.insert(number_of(log));
  return logs;
}

template <class F>
void each_header(examination& e, std::int64_t log, F take) {
  // By their places: what their seqs are is what is checked.
  const auto first = first_seq(e.rows(), log);
  for (std::int64_t place = 0;;) {
    const auto part = read_headers(e.rows(), log, first + place, seq_max);
    if (part.empty()) return;
    for (const auto& each : part) take(each);
    place += static_cast<std::int64_t>(part.size());
  }
}

}  // namespace

void check_dense_seq(examination& e) {
  std::map<std::string, std::string> heads;
  for (const auto log : logs_of(e)) {
    auto expected = first_seq(e.rows(), log);
    domain::head head;
    each_header(e, log, [&](const message_header& h) {
      ++e.result().messages;
      if (h.seq != expected)
        e.report(rows_of(log), "has seq " + std::to_string(h.seq) + " where " +
                                   std::to_string(expected) + " is expected");
      expected = h.seq + 1;
      head = {h.seq, h.received_at};
    });
    if (head.last_seq > 0) heads[number_key(log)] = pack(head);
  }
  e.compare(hashes::head, heads);
}

void check_given_ids(examination& e) {
  for (const auto log : logs_of(e)) {
    std::map<std::string, std::string> expected;
    const auto count = e.rows().row_count(log);
    for (std::int64_t at = 0; at < count; at += rows_at_once)
      for (const auto& bytes : e.rows().rows(log, at, at + rows_at_once - 1)) {
        const auto row = read_row(bytes);
        if (row.head.given) expected[row.message.message_id] = std::to_string(row.head.seq);
      }
    e.compare(ids_of(log), expected);
  }
}

void check_positions(examination& e) {
  const auto last = last_position(e.rows());
  std::map<std::int64_t, std::pair<std::int64_t, std::int64_t>> expected;
  for (const auto log : logs_of(e))
    each_header(e, log, [&](const message_header& h) {
      if (h.position > last || !expected.emplace(h.position, std::pair{log, h.seq}).second)
        e.report(rows_of(log), "message " + std::to_string(h.seq) +
                                   " has a position that another one has, or that was not given");
    });
  for (const auto& [position, row] : read_positions(e.rows(), 0, last)) {
    const auto at = expected.find(position);
    if (at == expected.end() || at->second != std::pair{row.log, row.seq})
      e.report("position " + std::to_string(position), "names a message that is not there");
    else
      expected.erase(at);
  }
  for (const auto& [position, at] : expected)
    e.report(rows_of(at.first), "message " + std::to_string(at.second) +
                                    " is not found at its position " + std::to_string(position));
}

void check_counters(examination& e) {
  const auto next = [&](const char* name) {
    return e.rows().ask({"HGET", e.rows().key_of(store_hash), name}).at(0).integer();
  };
  const auto check = [&](const char* name, const std::string& hash) {
    const auto limit = next(name);
    for (const auto& [field, value] : e.fields_of(hash))
      if (number_of(field) >= limit)
        e.report("store", "the next " + std::string{name} + " is to have the number " +
                              std::to_string(limit) + ", and " + std::to_string(number_of(field)) +
                              " is there");
  };
  check("session", hashes::session);
  check("log", hashes::owner);
  check("job", hashes::job);
}

void check_counts(examination& e) {
  std::map<std::string, sums<tenant_sums>> expected;
  for (const auto& [name, value] : e.fields_of(tables_of::tenant)) expected[name];
  for (const auto& [log, name] : e.fields_of(hashes::owner)) {
    const auto entry = entry_of(e.rows(), number_of(name));
    if (!entry) continue;
    auto& of_tenant = expected[key{}.text(entry->row.address.tenant).bytes()];
    ++of_tenant[0];
    of_tenant[1] += e.rows().row_count(number_of(log));
  }
  for (const auto& [log, name] : e.fields_of(hashes::orphan)) {
    // What is left of it belongs to those that share it.
    const auto first = first_seq(e.rows(), number_of(log));
    const auto last = e.rows().range(orders::sharer, within(log, 1, true));
    if (last.empty()) continue;
    key_reader parts{last.front()};
    parts.number();
    const auto kept = std::min(parts.number() - first + 1, e.rows().row_count(number_of(log)));
    expected[key{}.text(key_reader{name}.text()).bytes()][1] += std::max<std::int64_t>(kept, 0);
  }
  std::map<std::string, std::string> rows;
  for (const auto& [name, of_tenant] : expected) rows[name] = pack(of_tenant);
  e.compare(tables_of::tenant, rows);
  for (const auto& table : {tables_of::tenant, tables_of::setting, tables_of::tally})
    e.compare_table(table);
}

}  // namespace parley::storage::redis
