#include "storage/sqlite/check/checks.hpp"
#include "storage/sqlite/rows.hpp"

namespace parley::storage::sqlite {
namespace {

const std::string without_session =
    "FROM turn WHERE NOT EXISTS (SELECT 1 FROM session s WHERE s.key = turn.session)";

const std::string rows_sql =
    std::string{"SELECT "} + turn_columns +
    ", ordinal, turn_id, question_id, state, tenant, session_id, asker FROM "
    "(SELECT turn.record, draft, ordinal, turn_id, question_id, state, s.tenant, s.session_id, asker "
    "FROM turn JOIN session s ON s.key = turn.session ORDER BY turn.session, turn.ordinal)";

std::string mistake_in(const statement& row) {
  if (row.integer(2) < 1) return "has no ordinal";
  if (row.integer(5) < 0 || row.integer(5) > static_cast<int>(domain::turn_state::failed))
    return "has the state " + std::to_string(row.integer(5)) + ", which is not known";
  const auto t = read_turn(row);
  if (!t) return t.error().text;
  if (t->ordinal != row.integer(2) || t->turn_id != row.text(3) ||
      t->question.message_id != row.text(4) ||
      static_cast<std::int64_t>(t->state) != row.integer(5) ||
      domain::asker_of(*t).value_or("") != row.text(8))
    return "differs from its record";
  return {};
}

}  // namespace

void check_turns(examination& e) {
  check_rule(e, {"SELECT 'session key ' || session, 'is that of no session, and has ' || count(*) "
                 "|| ' turns' " + without_session + " GROUP BY session",
                 "DELETE " + without_session});
  statement row{e.store().handle(), rows_sql};
  while (row.step()) {
    auto mistake = mistake_in(row);
    if (mistake.empty()) continue;
    e.report(std::string{row.text(6)} + "/" + std::string{row.text(7)} + " turn " +
                 std::to_string(row.integer(2)),
             std::move(mistake));
  }
}

}  // namespace parley::storage::sqlite
