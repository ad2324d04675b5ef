#include "storage/postgres/check/checks.hpp"

namespace parley::storage::postgres {

void check_dense_seq(examination& e) {
  // Of a log without a session the first rows may be those that forks do not share.
  check_rule(e, {"SELECT " + log_name("m.log") +
                 ", 'has ' || m.n || ' messages with seqs from ' || m.first || ' to ' || m.last || "
                 "', expected all from ' || coalesce(s.shared_upto + 1, greatest(m.first, 1)) "
                 "FROM (SELECT log, count(*) AS n, min(seq) AS first, max(seq) AS last "
                 "FROM message GROUP BY log) m LEFT JOIN session s ON s.log = m.log "
                 "WHERE m.n <> m.last - m.first + 1 OR m.first < 1 "
                 "OR m.first <> coalesce(s.shared_upto + 1, m.first)"});
}

void check_given_ids(examination& e) {
  check_rule(e, {"SELECT " + log_name("log") +
                 ", 'has ' || count(*) || ' messages with the id ' || message_id "
                 "FROM message WHERE given GROUP BY log, message_id HAVING count(*) > 1"});
  check_rule(e, {"SELECT " + log_name("g.log") +
                 ", 'has the id ' || m.message_id || ' at seq ' || m.seq || "
                 "' and, in what it shares, at seq ' || other.seq "
                 "FROM segment g JOIN message m ON m.log = g.log AND m.given "
                 "JOIN message other ON other.log = g.shared AND other.given "
                 "AND other.message_id = m.message_id AND other.seq <= g.upto"});
}

}  // namespace parley::storage::postgres
