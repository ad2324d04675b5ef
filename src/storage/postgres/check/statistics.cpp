#include "storage/agents.hpp"
#include "storage/postgres/check/checks.hpp"
#include "storage/postgres/history.hpp"
#include "storage/relational/stored.hpp"

namespace parley::storage::postgres {
namespace {

const std::string sessions_sql =
    "SELECT key, tenant, session_id, record, agents FROM session WHERE key > $1 ORDER BY key LIMIT "
    "500";
const std::string repair_agents_sql = "UPDATE session SET agents = $2 WHERE key = $1";

// For whom a session counts: the whole tenant, and each role of its agents, as its column has them.
const std::string counted_for =
    "counted_for (key, agent) AS (SELECT key, '' FROM session UNION "
    "SELECT key, role FROM session, unnest(string_to_array(agents, E'\\x1f')) "
    "WITH ORDINALITY AS part (role, place) WHERE place % 2 = 0) ";

const std::string recount_totals =
    "WITH " + counted_for +
    ", counted (key, tenant, status, length, duration) AS ("
    "SELECT key, tenant, status, "
    "coalesce((SELECT max(seq) FROM message m WHERE m.log = s.log), s.shared_upto), "
    "greatest(touched_at, coalesce("
    "  (SELECT received_at FROM message m WHERE m.log = s.log ORDER BY seq DESC LIMIT 1), "
    "  (SELECT received_at FROM message m WHERE m.seq = s.shared_upto AND m.log = "
    "    (SELECT shared FROM segment g WHERE g.log = s.log ORDER BY upto DESC LIMIT 1)), "
    "  0)) - created_at FROM session s) "
    "SELECT tenant, agent, count(*) FILTER (WHERE status = 0) AS active, "
    "count(*) FILTER (WHERE status = 1) AS closed, count(*) FILTER (WHERE status = 2) AS archived, "
    "sum(length)::bigint AS length, sum(duration)::bigint AS duration "
    "FROM counted_for JOIN counted USING (key) GROUP BY tenant, agent";

const auto contents =
    "CASE status WHEN 3 THEN 0 ELSE coalesce(" + code_points("content") + ", 0) END";
const auto recount_days =
    "WITH " + counted_for +
    ", tenant_of (log, tenant) AS (SELECT log, tenant FROM session UNION "
    "SELECT log, tenant FROM tombstone), counted (tenant, agent, at, characters) AS ("
    "SELECT tenant_of.tenant, m.agent, received_at, " +
    contents +
    " FROM message m JOIN tenant_of USING (log)), "
    "fact (tenant, agent, at, created, messages, characters) AS ("
    "SELECT tenant, agent, created_at, 1, 0, 0 FROM counted_for JOIN session USING (key) UNION ALL "
    "SELECT tenant, '', at, 0, 1, characters FROM counted UNION ALL "
    "SELECT tenant, agent, at, 0, 1, characters FROM counted WHERE agent IS NOT NULL) "
    "SELECT tenant, agent, "
    "(at - (at % 86400000000 + 86400000000) % 86400000000) / 86400000000 AS day, "
    "sum(created)::bigint AS created, sum(messages)::bigint AS messages, "
    "sum(characters)::bigint AS characters FROM fact GROUP BY tenant, agent, day";

void check_agents(examination& e) {
  std::int64_t after = 0;
  for (auto rows = e.ask(sessions_sql, parameters::of(after)); !rows.empty();
       rows = e.ask(sessions_sql, parameters::of(after)))
    for (const auto each : rows) {
      after = each.integer(0);
      const auto record = relational::parse_record(each.text(3), 0, 0);
      if (!record) continue;
      const auto agents = agents_text(*record);
      if (agents == each.text(4)) continue;
      e.report(each.text(1) + "/" + each.text(2), "is counted for other agents than it has",
               e.repair());
      if (e.repair()) e.ask(repair_agents_sql, parameters::of(after, agents));
    }
}

/// A table of statistics must be what the recount gives, row by row.
void check_table(examination& e, const std::string& table, const std::string& columns,
                 const std::string& shown, const std::string& recount) {
  const auto kept = "SELECT " + columns + " FROM " + table;
  const auto again =
      "DELETE FROM " + table + "; INSERT INTO " + table + " (" + columns + ") " + recount;
  check_rule(e,
             {"SELECT tenant || ' ' || agent, '" + table + " has ' || " + shown +
                  " || ', which nothing gives' FROM (" + kept + " EXCEPT (" + recount + ")) more",
              again});
  check_rule(e, {"SELECT tenant || ' ' || agent, '" + table + " lacks ' || " + shown + " FROM ((" +
                     recount + ") EXCEPT " + kept + ") less",
                 again});
}

}  // namespace

void check_statistics(examination& e) {
  check_agents(e);
  check_table(e, "statistic", "tenant, agent, active, closed, archived, length, duration",
              "active || ', ' || closed || ', ' || archived || ', ' || length || ', ' || duration",
              recount_totals);
  check_table(e, "statistic_day", "tenant, agent, day, created, messages, characters",
              "day || ': ' || created || ', ' || messages || ', ' || characters", recount_days);
}

}  // namespace parley::storage::postgres
