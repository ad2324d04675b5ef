#include "storage/check/rules.hpp"

namespace parley::storage::check {
namespace {

const std::string as_text = "turn_count || ' turns and ' || round || ' rounds'";

/// What the newest tally of a session's history says, as text.
const std::string at_head =
    "coalesce((SELECT " + as_text +
    " FROM tally t WHERE t.log = s.log ORDER BY t.seq DESC LIMIT 1), "
    "(SELECT " +
    as_text +
    " FROM segment g JOIN tally t ON t.log = g.shared AND t.seq <= g.upto "
    "WHERE g.log = s.log ORDER BY g.upto DESC, t.seq DESC LIMIT 1), '0 turns and 0 rounds')";

const std::string head =
    "coalesce((SELECT max(seq) FROM message m WHERE m.log = s.log), s.shared_upto)";

const std::string unreachable =
    "FROM tally WHERE NOT EXISTS (SELECT 1 FROM session s WHERE s.log = tally.log) "
    "AND NOT EXISTS (SELECT 1 FROM segment g WHERE g.shared = tally.log) "
    "AND NOT EXISTS (SELECT 1 FROM message m WHERE m.log = tally.log) "
    "AND EXISTS (SELECT 1 FROM tombstone t WHERE t.log = tally.log AND t.purged_at IS NOT NULL)";

}  // namespace

std::vector<rule> tally_rules() {
  std::vector<rule> rules;
  const std::string where = "SELECT s.tenant || '/' || s.session_id, ";
  rules.push_back({where +
                   "'has ' || s.turn_count || ' turns and ' || s.round || ' rounds, its "
                   "tally ' || " +
                   at_head +
                   " FROM session s WHERE s.turn_count || ' turns and ' || "
                   "s.round || ' rounds' <> " +
                   at_head});
  rules.push_back({where +
                   "'has a tally behind its newest message' FROM session s "
                   "WHERE (SELECT max(seq) FROM tally t WHERE t.log = s.log) > " +
                   head});
  rules.push_back(
      {"SELECT " + log_name("log") +
       ", 'its tally falls at seq ' || seq FROM "
       "(SELECT log, seq, turn_count - lag(turn_count) OVER w AS turns, "
       "  round - lag(round) OVER w AS rounds FROM tally "
       "  WINDOW w AS (PARTITION BY log ORDER BY seq)) t WHERE turns < 0 OR rounds < 0"});
  rules.push_back({"SELECT DISTINCT 'log ' || log, 'was erased, and has a tally' " + unreachable,
                   "DELETE " + unreachable});
  return rules;
}

}  // namespace parley::storage::check
