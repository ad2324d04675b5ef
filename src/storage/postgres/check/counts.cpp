#include "storage/postgres/check/checks.hpp"

namespace parley::storage::postgres {
namespace {

// Messages of a log belong to its session; of one that was erased, those that a fork shares.
const std::string recount =
    "WITH stored AS (SELECT log, count(*) AS n FROM message GROUP BY log), "
    "reach AS (SELECT g.shared AS log, max(g.upto) AS upto FROM segment g "
    "  JOIN session f ON f.log = g.log GROUP BY g.shared), "
    "one (tenant, sessions, messages) AS ("
    "SELECT s.tenant, 1, coalesce(stored.n, 0) FROM session s LEFT JOIN stored USING (log) UNION "
    "ALL "
    "SELECT t.tenant, 0, (SELECT count(*) FROM message m WHERE m.log = t.log AND m.seq <= "
    "reach.upto) "
    "FROM tombstone t JOIN reach USING (log) UNION ALL SELECT tenant, 0, 0 FROM tenant_count), "
    "found AS (SELECT tenant, sum(sessions)::bigint AS sessions, sum(messages)::bigint AS messages "
    "FROM one GROUP BY tenant) ";
const std::string differing =
    "FROM found LEFT JOIN tenant_count c USING (tenant) WHERE "
    "coalesce(c.sessions, 0) <> found.sessions OR coalesce(c.messages, 0) <> found.messages";

}  // namespace

void check_counts(examination& e) {
  check_rule(e, {recount +
                     "SELECT tenant, 'counts ' || coalesce(c.sessions, 0) || "
                     "' sessions and ' || coalesce(c.messages, 0) || ' messages, there are ' || "
                     "found.sessions || ' and ' || found.messages " +
                     differing,
                 recount +
                     "INSERT INTO tenant_count AS old (tenant, sessions, messages) "
                     "SELECT tenant, found.sessions, found.messages " +
                     differing +
                     " ON CONFLICT (tenant) DO UPDATE SET sessions = excluded.sessions, "
                     "messages = excluded.messages"});
}

}  // namespace parley::storage::postgres
