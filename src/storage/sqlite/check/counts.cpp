#include "storage/sqlite/check/checks.hpp"

namespace parley::storage::sqlite {
namespace {

// Messages of a log belong to its session; of one that was erased, those that a fork shares.
const std::string recount =
    "WITH known (tenant) AS (SELECT tenant FROM tenant UNION SELECT DISTINCT tenant FROM session), "
    "found (tenant, sessions, messages) AS (SELECT tenant, "
    "(SELECT count(*) FROM session s WHERE s.tenant = known.tenant), "
    "coalesce((SELECT sum((SELECT count(*) FROM message m WHERE m.log = s.log)) "
    "  FROM session s WHERE s.tenant = known.tenant), 0) + "
    "coalesce((SELECT sum((SELECT count(*) FROM message m WHERE m.log = t.log AND m.seq <= "
    "  (SELECT max(g.upto) FROM segment g JOIN session f ON f.log = g.log "
    "    WHERE g.shared = t.log))) "
    "  FROM tombstone t WHERE t.tenant = known.tenant), 0) FROM known) ";
const std::string differing =
    "FROM found LEFT JOIN tenant USING (tenant) WHERE "
    "coalesce(tenant.sessions, 0) <> found.sessions OR "
    "coalesce(tenant.messages, 0) <> found.messages";

}  // namespace

void check_counts(examination& e) {
  check_rule(e, {recount + "SELECT tenant, 'counts ' || coalesce(tenant.sessions, 0) || "
                 "' sessions and ' || coalesce(tenant.messages, 0) || ' messages, there are ' || "
                 "found.sessions || ' and ' || found.messages " + differing,
                 recount + "INSERT OR REPLACE INTO tenant (tenant, sessions, messages) "
                 "SELECT tenant, found.sessions, found.messages " + differing});
}

}  // namespace parley::storage::sqlite
