#include "storage/check/rules.hpp"

namespace parley::storage::check {
namespace {

const std::string shared_by_list =
    "coalesce((SELECT max(upto) FROM segment g WHERE g.log = s.log), 0)";
const std::string first_own =
    "coalesce((SELECT min(seq) FROM message m WHERE m.log = s.log), " + shared_by_list + " + 1)";

/// Lists of logs that no session has, which were erased or were not.
std::string without_session(const std::string& erased) {
  return "FROM segment WHERE NOT EXISTS (SELECT 1 FROM session s WHERE s.log = segment.log) AND " +
         erased + " EXISTS (SELECT 1 FROM tombstone t WHERE t.log = segment.log)";
}

}  // namespace

std::vector<rule> segment_rules() {
  std::vector<rule> rules;
  const std::string unknown = "SELECT 'log ' || log, 'has no session, and shares log ' || shared ";
  rules.push_back({unknown + without_session(""), "DELETE " + without_session("")});
  rules.push_back({unknown + without_session("NOT")});
  rules.push_back({"SELECT " + log_name("log") +
                   ", 'shares its own log' FROM segment "
                   "WHERE shared = log"});
  rules.push_back({"SELECT " + log_name("g.log") +
                   ", 'shares seqs ' || (g.below + 1) || ' to ' || "
                   "g.upto || ' of log ' || g.shared || ', which does not have them' "
                   "FROM (SELECT log, upto, shared, "
                   "  coalesce(lag(upto) OVER (PARTITION BY log ORDER BY upto), 0) AS below "
                   "  FROM segment) g "
                   "WHERE NOT EXISTS (SELECT 1 FROM message WHERE log = g.shared AND seq = g.upto) "
                   "OR NOT EXISTS (SELECT 1 FROM message "
                   "  WHERE log = g.shared AND seq = g.below + 1)"});
  rules.push_back(
      {"SELECT s.tenant || '/' || s.session_id, 'shares log ' || g.shared || "
       "' of another tenant' FROM segment g JOIN session s ON s.log = g.log "
       "WHERE EXISTS (SELECT 1 FROM session o "
       "  WHERE o.log = g.shared AND o.tenant <> s.tenant) "
       "OR EXISTS (SELECT 1 FROM tombstone t "
       "  WHERE t.log = g.shared AND t.tenant <> s.tenant)"});
  // Where its own messages begin tells which of the two is right.
  const std::string differs = "FROM session s WHERE s.shared_upto <> " + shared_by_list + " ";
  const std::string text =
      "SELECT s.tenant || '/' || s.session_id, 'shares up to ' || "
      "s.shared_upto || ', its list up to ' || " +
      shared_by_list + " ";
  const auto list_is_right = "AND " + first_own + " = " + shared_by_list + " + 1";
  rules.push_back({text + differs + list_is_right,
                   "UPDATE session AS s SET shared_upto = " + shared_by_list +
                       " WHERE s.shared_upto <> " + shared_by_list + " " + list_is_right});
  rules.push_back({text + differs + "AND " + first_own + " <> " + shared_by_list + " + 1"});
  return rules;
}

}  // namespace parley::storage::check
