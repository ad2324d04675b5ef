#include "storage/check/rules.hpp"

namespace parley::storage::check {

std::vector<rule> dense_seq_rules() {
  // Of a log without a session the first rows may be those that forks do not share.
  return {{"SELECT " + log_name("m.log") +
           ", 'has ' || m.n || ' messages with seqs from ' || m.first || ' to ' || m.last || "
           "', expected all from ' || coalesce(s.shared_upto + 1, "
           "  CASE WHEN m.first > 1 THEN m.first ELSE 1 END) "
           "FROM (SELECT log, count(*) AS n, min(seq) AS first, max(seq) AS last "
           "FROM message GROUP BY log) m LEFT JOIN session s ON s.log = m.log "
           "WHERE m.n <> m.last - m.first + 1 OR m.first < 1 "
           "OR m.first <> coalesce(s.shared_upto + 1, m.first)"}};
}

}  // namespace parley::storage::check
