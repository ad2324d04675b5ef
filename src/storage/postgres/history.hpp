#pragma once

#include <cstdint>
#include <string>

#include "parley/domain/session.hpp"
#include "storage/postgres/reader_connection.hpp"
#include "storage/segments.hpp"

namespace parley::storage::postgres {

// A history as statements find it: what it shares, its own log, its newest message.

/// For a WITH clause: `run` (log, first, last) are the runs of the history that ends in log $1, in
/// ascending order when sorted by `first`; the last has no end.
inline const std::string runs =
    "run (log, first, last) AS MATERIALIZED ("
    "SELECT shared, coalesce(lag(upto) OVER (ORDER BY upto), 0) + 1, upto FROM segment "
    "WHERE log = $1 UNION ALL "
    "SELECT $1, coalesce((SELECT max(upto) FROM segment WHERE log = $1), 0) + 1, " +
    std::to_string(seq_max) + ") ";

/// Joins the newest message of each row `s` of `session`; `head_columns` are its seq and the time
/// at which it was received, zeros when there is none. What a history shares is looked at only when
/// its own log is empty.
inline const std::string join_head =
    " LEFT JOIN LATERAL (SELECT seq, received_at FROM message WHERE log = s.log "
    "ORDER BY seq DESC LIMIT 1) own_head ON true "
    "LEFT JOIN LATERAL (SELECT m.seq, m.received_at FROM segment g JOIN message m "
    "ON m.log = g.shared AND m.seq = g.upto WHERE g.log = s.log AND own_head.seq IS NULL "
    "ORDER BY g.upto DESC LIMIT 1) shared_head ON true ";
inline const std::string head_columns =
    "coalesce(own_head.seq, shared_head.seq, 0), "
    "coalesce(own_head.received_at, shared_head.received_at, 0)";
domain::head read_head(const row& r, int from);

/// Joins the session in which each row `m` of `message` is shown: its own, or the oldest that
/// shares it. Its columns are of `own`, or, where that has none, of `sharer`.
inline const std::string join_owner =
    " LEFT JOIN session own ON own.log = m.log "
    "LEFT JOIN LATERAL (SELECT s.tenant, s.session_id, s.user_id FROM segment g "
    "JOIN session s ON s.log = g.log WHERE own.key IS NULL AND g.shared = m.log "
    "AND g.upto >= m.seq ORDER BY s.key + 0 LIMIT 1) sharer ON true ";

/// An expression: the code points of a text as it was written, see text.hpp.
std::string code_points(const std::string& column);

segments read_history(reader_connection::snapshot& s, std::int64_t log);

/// See log_reader::common.
base::result<std::int64_t> read_common(reader_connection::snapshot& s, std::int64_t left_log,
                                       std::int64_t right_log, std::int64_t messages_max);

}  // namespace parley::storage::postgres
