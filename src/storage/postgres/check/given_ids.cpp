#include "storage/postgres/check/checks.hpp"

namespace parley::storage::postgres {

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
