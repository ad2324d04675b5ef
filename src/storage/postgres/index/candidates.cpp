#include "storage/postgres/index/candidates.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "storage/postgres/history.hpp"
#include "storage/postgres/index/keys.hpp"
#include "storage/postgres/pipeline.hpp"

namespace parley::storage::postgres {
namespace {

/// Sessions of a user that are asked for by name; those of one who has more are told by their rows.
constexpr std::int64_t sessions_max = 200;

const std::string state_sql =
    "SELECT cursor, (SELECT received_at FROM message WHERE position > s.cursor ORDER BY position "
    "LIMIT 1) FROM search_state s WHERE id = 0 AND version = $1";
const std::string buckets_sql =
    "SELECT bucket FROM search_bucket WHERE tenant = $1 AND bucket <= $2 ORDER BY bucket DESC";
const std::string log_sql =
    "SELECT log, user_id FROM session WHERE tenant = $1 AND session_id = $2";

// Logs of a user's sessions and what they share, each with the positions between which its rows
// are.
const std::string user_logs_sql =
    "WITH own AS MATERIALIZED (SELECT log FROM session WHERE tenant = $1 AND user_id = $2 LIMIT "
    "$3), "
    "run AS (SELECT log, 4611686018427387904 AS last FROM own UNION ALL "
    "SELECT g.shared, g.upto FROM own JOIN segment g ON g.log = own.log) "
    "SELECT r.log, (SELECT position FROM message WHERE log = r.log ORDER BY seq LIMIT 1), "
    "(SELECT position FROM message WHERE log = r.log AND seq <= r.last ORDER BY seq DESC LIMIT 1), "
    "(SELECT count(*) FROM own) FROM run r";
const auto history_logs_sql =
    "WITH " + runs +
    "SELECT r.log, (SELECT position FROM message WHERE log = r.log "
    "AND seq >= r.first ORDER BY seq LIMIT 1), (SELECT position FROM message WHERE log = r.log "
    "AND seq <= r.last ORDER BY seq DESC LIMIT 1) FROM run r";

// For each bucket in turn, as a nested loop gives them, the newest rows that have every key; `+ 0`
// keeps the server from going through positions instead of keys.
std::string candidates_sql(const char* of_logs) {
  return std::string{
             "SELECT w.position, m.seq, m.log, m.content, coalesce(own.session_id, "
             "sharer.session_id), CASE WHEN own.key IS NULL THEN sharer.user_id ELSE own.user_id "
             "END "
             "FROM (SELECT found.position FROM (SELECT bucket, "
             "array(SELECT bucket << 40 | h FROM unnest($2::bigint[]) h) AS keys, "
             "array(SELECT bucket << 40 | h FROM unnest($3::bigint[]) h) AS logs "
             "FROM unnest($1::bigint[]) bucket OFFSET 0) b CROSS JOIN LATERAL (SELECT position "
             "FROM search_words WHERE words @> b.keys "} +
         of_logs +
         "AND position + 0 < $4 ORDER BY position + 0 DESC LIMIT $5) found LIMIT $5) w "
         "LEFT JOIN message m ON m.position = w.position AND m.status <> 3 "
         "AND m.content IS NOT NULL" +
         join_owner;
}
const auto anywhere_sql = candidates_sql("");
const auto in_logs_sql = candidates_sql("AND words && b.logs ");

struct reach {
  std::vector<std::int64_t> logs;
  std::vector<std::pair<std::int64_t, std::int64_t>> buckets;  ///< from and to
};

reach reach_of(const result& rows) {
  reach found;
  for (const auto each : rows) {
    if (each.is_null(1) || each.is_null(2)) continue;
    found.logs.push_back(each.integer(0));
    found.buckets.emplace_back(bucket_of(each.integer(1)), bucket_of(each.integer(2)));
  }
  return found;
}

/// What is asked about a session or a user; nullopt: all that the tenant has.
std::optional<reach> narrow(reader_connection::snapshot& moment, const search_query& query,
                            search_scope& scope) {
  if (query.session) {
    const auto found = moment.ask(log_sql, parameters::of(query.tenant, *query.session));
    if (found.empty() || (query.user && found[0].optional_text(1) != query.user)) return reach{};
    const auto log = found[0].integer(0);
    scope.history = read_history(moment, log);
    return reach_of(moment.ask(history_logs_sql, parameters::of(log)));
  }
  if (!query.user) return std::nullopt;
  const auto found =
      moment.ask(user_logs_sql, parameters::of(query.tenant, *query.user, sessions_max + 1));
  if (!found.empty() && found[0].integer(3) > sessions_max) return std::nullopt;
  return reach_of(found);
}

}  // namespace

base::result<search_scope> find_scope(reader_connection& c, const search_query& query) {
  search_scope scope;
  const auto now = c.opts().clock->now();
  const auto state = c.ask(every_tenant, state_sql, parameters::of(index_version),
                           [&](const result& rows) -> base::result<void> {
                             scope.indexed_upto = now;
                             if (rows.empty())
                               scope.indexed_upto = {};
                             else if (!rows[0].is_null(1))
                               scope.indexed_upto =
                                   std::min(now, base::from_micros(rows[0].integer(1)));
                             scope.impossible = rows.empty();
                             return {};
                           });
  if (!state) return base::fail(state.error());
  return c.in_snapshot(query.tenant, [&](auto& moment) -> base::result<search_scope> {
    const auto where = narrow(moment, query, scope);
    if (where) {
      scope.impossible = scope.impossible || where->logs.empty();
      for (const auto log : where->logs) scope.logs.push_back(log_hash(log));
    }
    const auto newest =
        query.before ? bucket_of(*query.before - 1) : std::numeric_limits<std::int64_t>::max();
    for (const auto each : moment.ask(buckets_sql, parameters::of(query.tenant, newest))) {
      const auto bucket = each.integer(0);
      const bool may_have =
          !where ||
          std::any_of(where->buckets.begin(), where->buckets.end(), [&](const auto& range) {
            return range.first <= bucket && bucket <= range.second;
          });
      if (may_have) scope.buckets.push_back(bucket);
    }
    return std::move(scope);
  });
}

base::result<std::vector<candidate>> find_candidates(reader_connection& c,
                                                     const search_query& query,
                                                     const search_scope& scope,
                                                     const std::vector<std::int64_t>& buckets,
                                                     const std::vector<std::int64_t>& hashes,
                                                     std::int64_t before, std::int64_t wanted) {
  const auto is_shown = [&](const row& r) {
    if (r.is_null(1)) return false;
    if (scope.history) return scope.history->log_of(r.integer(1)) == r.integer(2);
    return !r.is_null(4) && (!query.user || r.optional_text(5) == query.user);
  };
  return c.ask(query.tenant, scope.logs.empty() ? anywhere_sql : in_logs_sql,
               parameters::of(buckets, hashes, scope.logs, before, wanted),
               [&](const result& rows) -> base::result<std::vector<candidate>> {
                 std::vector<candidate> found;
                 for (const auto each : rows) {
                   found.push_back({each.integer(0), is_shown(each)});
                   if (!found.back().is_shown) continue;
                   found.back().session_id = scope.history ? *query.session : each.text(4);
                   found.back().seq = each.integer(1);
                   found.back().content = each.text(3);
                 }
                 std::sort(found.begin(), found.end(), [](const candidate& a, const candidate& b) {
                   return a.position > b.position;
                 });
                 return found;
               });
}

}  // namespace parley::storage::postgres
