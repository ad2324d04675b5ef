#include "storage/sqlite/timeline.hpp"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "storage/arrived.hpp"
#include "storage/sqlite/index/source.hpp"

namespace parley::storage::sqlite {
namespace {

const std::string end_sql =
    "SELECT (SELECT value FROM meta WHERE name = 'next_position') - 1, "
    "(SELECT value FROM meta WHERE name = 'store_id')";
const std::string places_sql =
    "SELECT position, log, seq FROM message WHERE position > ? AND position <= ? ORDER BY position";
const std::string arrived_sql =
    "SELECT CAST(value AS INTEGER) FROM setting WHERE tenant = ? AND name = ?";

/// Of a log: whether it is the tenant's, and up to which seq its rows came from another store.
struct log_facts {
  bool own = false;
  std::int64_t arrived_upto = 0;
};

log_facts facts_of(reader_connection& c, std::int64_t log, const std::string& tenant) {
  if (reach_of(c, log).tenant != tenant) return {};
  const auto name = arrived_name(log);
  running row{c.sql(arrived_sql)};
  row->bind_all(std::string_view{tenant}, std::string_view{name});
  return {true, row->step() ? row->integer(0) : 0};
}

}  // namespace

timeline_end read_end(reader_connection& c) {
  running row{c.sql(end_sql)};
  if (!row->step()) return {};
  return {row->integer(0), row->integer(1)};
}

placed_page read_places(reader_connection& c, const std::string& tenant, std::int64_t after,
                        std::int64_t items_max, std::int64_t rows_max) {
  placed_page page;
  page.end = read_end(c).place;
  page.upto = std::max(after, std::min(after + rows_max, page.end));
  // Most rows are those of others, and of few logs.
  std::unordered_map<std::int64_t, log_facts> known;
  running row{c.sql(places_sql)};
  row->bind_all(after, page.upto);
  while (row->step()) {
    const auto place = row->integer(0);
    const auto log = row->integer(1);
    const auto seq = row->integer(2);
    auto facts = known.find(log);
    if (facts == known.end()) facts = known.emplace(log, facts_of(c, log, tenant)).first;
    if (!facts->second.own) continue;
    auto owner = owner_of(c, log, seq);
    if (!owner) continue;
    page.items.push_back(
        {place, std::move(owner->session_id), log, seq, seq <= facts->second.arrived_upto});
    if (static_cast<std::int64_t>(page.items.size()) < items_max) continue;
    page.upto = place;
    break;
  }
  return page;
}

}  // namespace parley::storage::sqlite
