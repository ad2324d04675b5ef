#pragma once

#include <string_view>

namespace parley::storage::sqlite {

// What the tables of statistics must hold, counted from the facts. Step 9 of the schema fills them
// with this: when a later step changes what is asked here, step 9 gets a copy of it as it is now. The
// function `code_points` is that of `connection`: SQLite's own length ends at a NUL.

/// key, agents: of every session, see agents_text.
inline constexpr std::string_view recount_agents = R"sql(
SELECT key, coalesce((
  SELECT group_concat(id || char(31) || role, char(31)) FROM (
    SELECT json_extract(p.value, '$.participant_id') AS id,
      json_extract(p.value, '$.participant_role') AS role
    FROM json_each(session.record, '$.participants') p
    WHERE json_extract(p.value, '$.participant_type') = 'agent' AND role IS NOT NULL
    ORDER BY role, id)), '') AS agents
FROM session
)sql";

/// tenant, agent, active, closed, archived, length, duration: the table `statistic`.
inline constexpr std::string_view recount_statistic = R"sql(
WITH counted (key, tenant, status, length, duration) AS MATERIALIZED (
  SELECT key, tenant, status,
    coalesce((SELECT max(seq) FROM message m WHERE m.log = s.log), s.shared_upto),
    max(touched_at, coalesce(
      (SELECT received_at FROM message m WHERE m.log = s.log ORDER BY seq DESC LIMIT 1),
      (SELECT received_at FROM message m WHERE m.seq = s.shared_upto AND m.log =
        (SELECT shared FROM segment g WHERE g.log = s.log ORDER BY upto DESC LIMIT 1)),
      0)) - created_at
  FROM session s),
counted_for (key, agent) AS (
  SELECT key, '' FROM session
  UNION
  SELECT session.key, json_extract(p.value, '$.participant_role')
  FROM session, json_each(record, '$.participants') p
  WHERE json_extract(p.value, '$.participant_type') = 'agent'
    AND json_extract(p.value, '$.participant_role') IS NOT NULL)
SELECT tenant, agent, sum(status = 0) AS active, sum(status = 1) AS closed,
  sum(status = 2) AS archived, sum(length) AS length, sum(duration) AS duration
FROM counted_for JOIN counted USING (key)
GROUP BY tenant, agent
)sql";

/// tenant, agent, day, created, messages, characters: the table `statistic_day`.
inline constexpr std::string_view recount_statistic_day = R"sql(
WITH counted_for (key, agent) AS (
  SELECT key, '' FROM session
  UNION
  SELECT session.key, json_extract(p.value, '$.participant_role')
  FROM session, json_each(record, '$.participants') p
  WHERE json_extract(p.value, '$.participant_type') = 'agent'
    AND json_extract(p.value, '$.participant_role') IS NOT NULL),
tenant_of (log, tenant) AS MATERIALIZED (
  SELECT log, tenant FROM session
  UNION
  SELECT log, tenant FROM tombstone),
fact (tenant, agent, at, created, messages, characters) AS (
  SELECT tenant, agent, created_at, 1, 0, 0 FROM counted_for JOIN session USING (key)
  UNION ALL
  SELECT tenant, '', received_at, 0, 1, CASE status WHEN 3 THEN 0 ELSE coalesce(code_points(content), 0) END
  FROM message JOIN tenant_of USING (log)
  UNION ALL
  SELECT tenant, agent, received_at, 0, 1, CASE status WHEN 3 THEN 0 ELSE coalesce(code_points(content), 0) END
  FROM message JOIN tenant_of USING (log) WHERE agent IS NOT NULL)
SELECT tenant, agent,
  (at - (at % 86400000000 + 86400000000) % 86400000000) / 86400000000 AS day,
  sum(created) AS created, sum(messages) AS messages, sum(characters) AS characters
FROM fact
GROUP BY tenant, agent, day
)sql";

}  // namespace parley::storage::sqlite
