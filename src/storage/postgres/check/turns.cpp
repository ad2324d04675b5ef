#include "storage/check/judgements.hpp"
#include "storage/postgres/check/checks.hpp"
#include "storage/postgres/rows.hpp"

namespace parley::storage::postgres {
namespace {

// Those of a session that is on its way are staged, or still read by who began before it left.
const std::string without_session =
    "FROM turn WHERE NOT EXISTS (SELECT 1 FROM session s WHERE s.key = turn.session) "
    "AND NOT EXISTS (SELECT 1 FROM moving m WHERE m.key = turn.session)";

const std::string rows_sql =
    "SELECT turn.record, turn.draft, turn.ordinal, turn.turn_id, turn.question_id, turn.state, "
    "turn.asker, s.tenant, s.session_id, turn.session FROM turn JOIN session s ON s.key = "
    "turn.session "
    "WHERE (turn.session, turn.ordinal) > ($1, $2) ORDER BY turn.session, turn.ordinal LIMIT 500";

std::string mistake_of(const row& r) {
  const storage::check::turn_row columns{r.integer(2), r.text(3), r.text(4), r.integer(5),
                                         r.text(6)};
  if (auto mistake = storage::check::mistake_in(columns); !mistake.empty()) return mistake;
  const auto t = read_turn(r);
  return t ? storage::check::mistake_in(columns, *t) : t.error().text;
}

}  // namespace

void check_turns(examination& e) {
  check_rule(e, {"SELECT 'session key ' || session, 'is that of no session, and has ' || count(*) "
                 "|| ' turns' " +
                     without_session + " GROUP BY session",
                 "DELETE " + without_session});
  std::int64_t session = 0;
  std::int64_t ordinal = 0;
  for (auto rows = e.ask(rows_sql, parameters::of(session, ordinal)); !rows.empty();
       rows = e.ask(rows_sql, parameters::of(session, ordinal)))
    for (const auto each : rows) {
      session = each.integer(9);
      ordinal = each.integer(2);
      if (auto mistake = mistake_of(each); !mistake.empty())
        e.report(each.text(7) + "/" + each.text(8) + " turn " + std::to_string(ordinal),
                 std::move(mistake));
    }
}

}  // namespace parley::storage::postgres
