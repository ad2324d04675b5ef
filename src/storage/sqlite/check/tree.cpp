#include "storage/sqlite/check/checks.hpp"

namespace parley::storage::sqlite {
namespace {

const std::string pairs =
    "FROM session s JOIN session p ON p.tenant = s.tenant AND p.session_id = s.parent ";

/// The depth in the record of that row.
std::string depth_of(const std::string& row) {
  return "CASE WHEN json_valid(" + row + ".record) THEN coalesce(json_extract(" + row +
         ".record, '$.depth'), 0) ELSE 0 END";
}

}  // namespace

void check_tree(examination& e) {
  const std::string where = "SELECT s.tenant || '/' || s.session_id, ";
  // One that is archived may be in an archive, and its parent not.
  check_rule(e, {where + "'its parent ' || s.parent || ' is not there, and was not erased' "
                 "FROM session s WHERE s.parent IS NOT NULL AND s.status <> 2 "
                 "AND NOT EXISTS (SELECT 1 FROM session p "
                 "  WHERE p.tenant = s.tenant AND p.session_id = s.parent) "
                 "AND NOT EXISTS (SELECT 1 FROM tombstone t "
                 "  WHERE t.tenant = s.tenant AND t.session_id = s.parent)"});
  check_rule(e, {where + "'has no parent and is no root' FROM session s WHERE s.parent IS NULL AND "
                 "(s.root IS NOT NULL OR " + depth_of("s") + " <> 0)"});
  check_rule(e, {where + "'has root ' || coalesce(s.root, '(none)') || ' and depth ' || " +
                 depth_of("s") + " || ', its parent gives ' || coalesce(p.root, p.session_id) || "
                 "' and ' || (" + depth_of("p") + " + 1) " + pairs +
                 "WHERE s.root IS NOT coalesce(p.root, p.session_id) OR " + depth_of("s") +
                 " <> " + depth_of("p") + " + 1"});
  // In a circle somebody is not deeper than its parent: from there it is followed.
  check_rule(e, {"WITH RECURSIVE up (tenant, start, at, steps) AS ("
                 "SELECT s.tenant, s.session_id, s.parent, 1 " + pairs + "WHERE " + depth_of("s") +
                 " <= " + depth_of("p") +
                 " UNION ALL SELECT up.tenant, start, p.parent, steps + 1 FROM up JOIN session p "
                 "ON p.tenant = up.tenant AND p.session_id = up.at "
                 "WHERE up.at <> start AND p.parent IS NOT NULL AND steps < 1000) "
                 "SELECT tenant || '/' || start, 'is above itself' FROM up WHERE at = start"});
  // One that was reopened since may be.
  check_rule(e, {where + "'is active below ' || p.session_id || ', which was closed later' " + pairs +
                 "WHERE s.status = 0 AND p.status <> 0 AND json_valid(s.record) AND "
                 "json_valid(p.record) AND json_extract(s.record, '$.touched_at') <= "
                 "json_extract(p.record, '$.closed_at') AND NOT EXISTS (SELECT 1 FROM job j "
                 "WHERE j.tenant = s.tenant AND j.kind = 1 "
                 "AND j.session_id IN (s.session_id, p.session_id, p.parent, s.root))"});
}

}  // namespace parley::storage::sqlite
