#include "storage/sqlite/check/checks.hpp"
#include "storage/sqlite/statistics_recount.hpp"

namespace parley::storage::sqlite {
namespace {

/// A table of statistics must be what the recount gives, row by row.
void check_table(examination& e, const std::string& table, const std::string& shown,
                 std::string_view recount) {
  const auto counted = "SELECT * FROM (" + std::string{recount} + ")";
  const auto kept = "SELECT * FROM " + table;
  check_rule(e, {"SELECT tenant || ' ' || agent, '" + table + " has ' || " + shown +
                     " || ', which nothing gives' FROM (" + kept + " EXCEPT " + counted + ")",
                 "DELETE FROM " + table + "; INSERT INTO " + table + " " + counted});
  check_rule(e, {"SELECT tenant || ' ' || agent, '" + table + " lacks ' || " + shown + " FROM (" +
                     counted + " EXCEPT " + kept + ")",
                 "DELETE FROM " + table + "; INSERT INTO " + table + " " + counted});
}

}  // namespace

void check_statistics(examination& e) {
  const std::string differing = "FROM session s JOIN (" + std::string{recount_agents} +
                                ") r ON r.key = s.key WHERE r.agents <> s.agents";
  check_rule(e, {"SELECT s.tenant || '/' || s.session_id, 'is counted for other agents than it has' " +
                     differing,
                 "UPDATE session SET agents = (SELECT r.agents " + differing +
                     " AND s.key = session.key) WHERE key IN (SELECT s.key " + differing + ")"});
  check_table(e, "statistic",
              "active || ', ' || closed || ', ' || archived || ', ' || length || ', ' || duration",
              recount_statistic);
  check_table(e, "statistic_day",
              "day || ': ' || created || ', ' || messages || ', ' || characters",
              recount_statistic_day);
}

}  // namespace parley::storage::sqlite
