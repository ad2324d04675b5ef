#include "storage/check/rules.hpp"

namespace parley::storage::check {

std::vector<rule> activity_rules(std::string_view greatest) {
  // The last activity of a session: its own, or the time of the newest message that it shows.
  const auto active_at =
      std::string{greatest} +
      "(s.touched_at, coalesce("
      "(SELECT received_at FROM message m WHERE m.log = s.log ORDER BY seq DESC LIMIT 1), "
      "(SELECT received_at FROM message m WHERE m.seq = s.shared_upto AND m.log = "
      "  (SELECT shared FROM segment g WHERE g.log = s.log ORDER BY upto DESC LIMIT 1)), 0))";
  const auto unlisted =
      "FROM (SELECT tenant, session_id, " + active_at +
      " AS at FROM session s) s "
      "WHERE NOT EXISTS (SELECT 1 FROM activity a WHERE a.tenant = s.tenant AND a.active_at = s.at "
      "AND a.session_id = s.session_id)";
  const auto misplaced =
      "FROM activity a LEFT JOIN session s ON s.tenant = a.tenant AND s.session_id = a.session_id "
      "WHERE s.key IS NULL OR a.active_at <> " +
      active_at;
  return {{"SELECT a.tenant || '/' || a.session_id, "
           "'is listed at ' || a.active_at || ', when it was not active' " +
               misplaced,
           "DELETE FROM activity WHERE (tenant, active_at, session_id) IN "
           "(SELECT a.tenant, a.active_at, a.session_id " +
               misplaced + ")"},
          {"SELECT tenant || '/' || session_id, "
           "'is not listed at ' || at || ', when it was last active' " +
               unlisted,
           "INSERT INTO activity (tenant, active_at, session_id) "
           "SELECT tenant, at, session_id " +
               unlisted}};
}

}  // namespace parley::storage::check
