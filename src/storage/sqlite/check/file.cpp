#include "storage/sqlite/check/checks.hpp"
#include "storage/sqlite/failure.hpp"
#include "storage/sqlite/schema.hpp"
#include "storage/sqlite/statement.hpp"

namespace parley::storage::sqlite {
namespace {

const std::string object_sql = "SELECT sql FROM sqlite_schema WHERE type = ? AND name = ?";

/// A store without contents, in memory: what every file must have.
connection empty_store() {
  connection c{":memory:", {}, access::write};
  migrate(c, 0);
  return c;
}

void check_object(examination& e, const statement& wanted, statement& find) {
  const std::string type{wanted.text(0)};
  const std::string name{wanted.text(1)};
  const std::string sql{wanted.text(2)};
  bool found = false;
  {
    running row{find};
    row->bind_all(std::string_view{type}, std::string_view{name});
    found = row->step();
    if (found && row->text(0) != sql) return e.report(type + " " + name, "is another one");
  }
  if (found) return;
  const auto before = e.now();
  e.report(type + " " + name, "is missing");
  if (!e.repair() || type != "index") return;
  try {
    e.store().run(sql.c_str());
    e.set_repaired(before, true);
  } catch (const failure& f) {
    e.report(type + " " + name, std::string{"cannot be made: "} + f.what());
  }
}

}  // namespace

void check_file(examination& e) {
  // An index follows from its table; REINDEX fails where it would have two rows of one key.
  check_rule(e, {"SELECT 'file', integrity_check FROM pragma_integrity_check(1000) "
                 "WHERE integrity_check <> 'ok'",
                 "REINDEX"});
}

void check_schema(examination& e) {
  auto model = empty_store();
  statement wanted{model.handle(),
                   "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL "
                   "ORDER BY type DESC, name"};
  statement find{e.store().handle(), object_sql};
  while (wanted.step()) check_object(e, wanted, find);
}

}  // namespace parley::storage::sqlite
