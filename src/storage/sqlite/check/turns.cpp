#include "storage/check/judgements.hpp"
#include "storage/sqlite/check/checks.hpp"
#include "storage/sqlite/rows.hpp"

namespace parley::storage::sqlite {
namespace {

// Those of a session that is on its way are staged, or still read by who began before it left.
const std::string without_session =
    "FROM turn WHERE NOT EXISTS (SELECT 1 FROM session s WHERE s.key = turn.session) "
    "AND NOT EXISTS (SELECT 1 FROM moving m WHERE m.key = turn.session)";

const std::string rows_sql =
    std::string{"SELECT "} + turn_columns +
    ", ordinal, turn_id, question_id, state, tenant, session_id, asker FROM "
    "(SELECT turn.record, draft, ordinal, turn_id, question_id, state, s.tenant, s.session_id, asker "
    "FROM turn JOIN session s ON s.key = turn.session ORDER BY turn.session, turn.ordinal)";

std::string mistake_of(const statement& row) {
  const storage::check::turn_row columns{row.integer(2), std::string{row.text(3)},
                                         std::string{row.text(4)}, row.integer(5),
                                         std::string{row.text(8)}};
  if (auto mistake = storage::check::mistake_in(columns); !mistake.empty()) return mistake;
  const auto t = read_turn(row);
  return t ? storage::check::mistake_in(columns, *t) : t.error().text;
}

}  // namespace

void check_turns(examination& e) {
  check_rule(e, {"SELECT 'session key ' || session, 'is that of no session, and has ' || count(*) "
                 "|| ' turns' " + without_session + " GROUP BY session",
                 "DELETE " + without_session});
  statement row{e.store().handle(), rows_sql};
  while (row.step()) {
    auto mistake = mistake_of(row);
    if (mistake.empty()) continue;
    e.report(std::string{row.text(6)} + "/" + std::string{row.text(7)} + " turn " +
                 std::to_string(row.integer(2)),
             std::move(mistake));
  }
}

}  // namespace parley::storage::sqlite
