#include <algorithm>
#include <map>

#include "storage/agents.hpp"
#include "storage/day.hpp"
#include "storage/redis/check/checks.hpp"
#include "storage/redis/lookups.hpp"
#include "storage/redis/structures.hpp"

namespace parley::storage::redis {
namespace {

constexpr std::int64_t rows_at_once = 64;

/// Rows of sums by their keys, as a recount gives them; those without anything are not there.
template <std::size_t N>
class recount {
 public:
  sums<N>& at(const std::string& name) { return sums_[name]; }

  std::map<std::string, std::string> rows() const {
    std::map<std::string, std::string> found;
    for (const auto& [name, each] : sums_)
      if (each != sums<N>{}) found[name] = pack(each);
    return found;
  }

 private:
  std::map<std::string, sums<N>> sums_;
};

struct totals {
  recount<statistic_sums> statistics;
  recount<day_sums> days;

  sums<day_sums>& day(const std::string& tenant, std::string_view agent, base::timestamp at) {
    return days.at(key{}.text(tenant).text(agent).number(day_of(at)));
  }

  void add(const session_entry& e, std::string_view agent, std::int64_t length,
           std::int64_t duration) {
    const auto& tenant = e.row.address.tenant;
    auto& all = statistics.at(key{}.text(tenant).text(agent));
    ++all.at(static_cast<std::size_t>(e.facts.status));
    all[3] += length;
    all[4] += duration;
    ++day(tenant, agent, e.facts.created_at)[0];
  }

  void add(const std::string& tenant, const message_row& row) {
    const bool is_erased = row.head.status == domain::message_status::erased;
    const auto count = [&](std::string_view agent) {
      auto& all = day(tenant, agent, row.head.received_at);
      ++all[1];
      if (!is_erased) all[2] += row.head.characters;
    };
    count({});
    if (!row.agent.empty()) count(row.agent);
  }
};

void add_rows(examination& e, std::int64_t log, const std::string& tenant, totals& found) {
  const auto count = e.rows().row_count(log);
  for (std::int64_t at = 0; at < count; at += rows_at_once)
    for (const auto& bytes : e.rows().rows(log, at, at + rows_at_once - 1))
      found.add(tenant, read_row(bytes));
}

}  // namespace

void check_statistics(examination& e) {
  totals found;
  for (const auto& [name, bytes] : e.fields_of(hashes::session)) {
    const auto entry = read_entry(bytes);
    const auto head = history_head(e.rows(), entry.row.log);
    const auto active_at = std::max(entry.row.touched_at, head.last_append);
    const auto duration = (active_at - entry.facts.created_at).count();
    found.add(entry, {}, head.last_seq, duration);
    role_reader roles{entry.row.agents};
    for (auto role = roles.next(); !role.empty(); role = roles.next())
      found.add(entry, role, head.last_seq, duration);
    add_rows(e, entry.row.log, entry.row.address.tenant, found);
  }
  // Those of an erased session count until they are removed.
  for (const auto& [log, name] : e.fields_of(hashes::orphan))
    if (!e.rows().get(tables_of::moving, log))
      add_rows(e, number_of(log), key_reader{name}.text(), found);
  e.compare(tables_of::statistic, found.statistics.rows());
  e.compare(tables_of::day, found.days.rows());
  for (const auto& table : {tables_of::statistic, tables_of::day}) e.compare_table(table);
}

}  // namespace parley::storage::redis
