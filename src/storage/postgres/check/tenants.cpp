#include "storage/postgres/check/checks.hpp"

namespace parley::storage::postgres {
namespace {

/// Rows of a table whose log or key is a session's of another tenant: they would be hidden from
/// their own.
rule belongs(const std::string& table, const std::string& same, const std::string& what) {
  const std::string differs = same + " AND s.tenant <> r.tenant";
  return {"SELECT s.tenant || '/' || s.session_id, 'has ' || count(*) || ' " + what +
              " of another tenant' FROM " + table + " r JOIN session s ON " + differs +
              " GROUP BY s.tenant, s.session_id",
          "UPDATE " + table + " AS r SET tenant = s.tenant FROM session s WHERE " + differs};
}

}  // namespace

void check_tenants(examination& e) {
  check_rule(e, belongs("message", "s.log = r.log", "messages"));
  check_rule(e, belongs("segment", "s.log = r.log", "segments"));
  check_rule(e, belongs("tally", "s.log = r.log", "tallies"));
  check_rule(e, belongs("summary", "s.log = r.log", "summaries"));
  check_rule(e, belongs("erasing", "s.log = r.log", "counts of erasings"));
  check_rule(e, belongs("moving", "s.log = r.log", "steps of a move"));
  check_rule(e, belongs("turn", "s.key = r.session", "turns"));
}

}  // namespace parley::storage::postgres
