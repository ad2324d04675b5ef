#include "storage/check/rules.hpp"

namespace parley::storage::check {
namespace {

// 0 to 2 are the numbers of storage::moving_state.
const std::string staged_of_session =
    "FROM moving v JOIN session s ON s.log = v.log WHERE v.state = 0";
const std::string mark_of_nobody =
    "FROM moving v WHERE v.state = 1 AND NOT EXISTS (SELECT 1 FROM session s WHERE s.log = v.log "
    "AND s.key = v.key AND s.tenant = v.tenant AND s.session_id = v.session_id)";
const std::string departed_of_session =
    "FROM moving v JOIN session s ON s.log = v.log WHERE v.state = 2";

}  // namespace

std::vector<rule> moving_rules(const std::string& log_of_job, const add_jobs& add_purges) {
  std::vector<rule> rules;
  const std::string where = "SELECT v.tenant || '/' || v.session_id, ";
  const std::string logs = " WHERE log IN (SELECT v.log ";
  rules.push_back({where + "'has to do with a move in state ' || v.state || ', which is not known' "
                           "FROM moving v WHERE v.state NOT BETWEEN 0 AND 2"});
  // The one that arrived may be in the store that it came from, too.
  rules.push_back({where +
                       "'has its rows staged as log ' || v.log || ', which is that of ' || "
                       "s.session_id || ' already' " +
                       staged_of_session,
                   "UPDATE moving SET state = 1" + logs + staged_of_session + ")"});
  rules.push_back({where +
                       "'is marked with key ' || v.key || ' and log ' || v.log || "
                       "', and there is no such session' " +
                       mark_of_nobody,
                   "DELETE FROM moving" + logs + mark_of_nobody + ")"});
  rules.push_back({where + "'has departed, and log ' || v.log || ' is that of ' || s.session_id " +
                       departed_of_session,
                   "DELETE FROM moving" + logs + departed_of_session + ")"});
  const auto left =
      "FROM moving v WHERE v.state = 2 AND NOT EXISTS (SELECT 1 FROM job "
      "WHERE job.kind = 2 AND job.tenant = v.tenant "
      "AND job.session_id = v.session_id AND " +
      log_of_job + " = v.log)";
  rules.push_back({where + "'has departed, and nobody removes the rows of log ' || v.log " + left,
                   add_purges(left, "v")});
  rules.push_back(
      {"SELECT tenant || '/' || session_id, 'has ' || count(*) || ' logs that are "
       "staged or marked' FROM moving WHERE state < 2 GROUP BY tenant, session_id "
       "HAVING count(*) > 1"});
  return rules;
}

std::string is_staged(const std::string& log) {
  return "EXISTS (SELECT 1 FROM moving v WHERE v.log = " + log + " AND v.state = 0)";
}

}  // namespace parley::storage::check
