#include <string>
#include <vector>

#include "storage/check/judgements.hpp"
#include "storage/sqlite/check/checks.hpp"
#include "storage/sqlite/rows.hpp"

namespace parley::storage::sqlite {
namespace {

/// Sessions are read in slices, since a repair may not write what a statement is reading.
constexpr std::int64_t slice_rows = 500;

const std::string slice_sql =
    "SELECT key, tenant, session_id, log, turn_count, round, record, revision, created_at, "
    "touched_at, status, type, user_id, conversation_id, root, parent "
    "FROM session WHERE key > ? ORDER BY key LIMIT ?";
constexpr int first_column = 7;

const std::string repair_sql =
    "UPDATE session SET revision = ?5, created_at = ?6, touched_at = ?7, status = ?8, type = ?9, "
    "user_id = ?10, conversation_id = ?11, root = ?12, parent = ?13 "
    "WHERE key = ?1 AND tenant = ?2 AND session_id = ?3 AND log = ?4 AND record = ?14";

struct wrong_columns {
  std::int64_t key = 0;
  std::int64_t log = 0;
  domain::session record;
  std::string text;
};

/// Names of columns that are not what the record says, joined.
std::string differences(const statement& row, const domain::session& r) {
  std::string names;
  int column = first_column;
  const auto compare = [&](const char* name, bool equal) {
    ++column;
    if (!equal) names.append(names.empty() ? "" : ", ").append(name);
  };
  const auto number = [&](const char* name, std::int64_t wanted) {
    compare(name, row.integer(column) == wanted);
  };
  const auto text = [&](const char* name, const std::optional<std::string>& wanted) {
    compare(name, row.optional_text(column) == wanted);
  };
  number("revision", r.revision);
  number("created_at", base::to_micros(r.created_at));
  number("touched_at", base::to_micros(r.touched_at));
  number("status", static_cast<std::int64_t>(r.status));
  number("type", static_cast<std::int64_t>(r.type));
  text("user_id", r.user_id);
  text("conversation_id", r.conversation_id);
  text("root", r.root_session_id);
  text("parent", r.parent_session_id);
  return names;
}

/// Reports what is wrong with one row; those whose columns can be put right go to `wrong`.
void check_row(examination& e, const statement& row, std::vector<wrong_columns>& wrong) {
  const auto where = std::string{row.text(1)} + "/" + std::string{row.text(2)};
  auto record = parse_record(row.text(6), row.integer(4), row.integer(5));
  if (!record) return e.report(where, record.error().text);
  if (record->tenant_id != row.text(1) || record->session_id != row.text(2))
    return e.report(where, "has the record of " + record->tenant_id + "/" + record->session_id);
  if (storage::check::has_other_key(*record))
    e.report(where, "has the key " + record->session_key + ", which its participants do not give");
  const auto names = differences(row, *record);
  if (names.empty()) return;
  e.report(where, "differs from its record in " + names, e.repair());
  if (e.repair())
    wrong.push_back({row.integer(0), row.integer(3), std::move(*record), std::string{row.text(6)}});
}

}  // namespace

void check_records(examination& e) {
  statement slice{e.store().handle(), slice_sql};
  statement put_right{e.store().handle(), repair_sql};
  std::int64_t after = 0;
  for (bool more = true; more;) {
    std::vector<wrong_columns> wrong;
    more = false;
    {
      running row{slice};
      row->bind_all(after, slice_rows);
      while (row->step()) {
        more = true;
        ++e.result().sessions;
        after = row->integer(0);
        check_row(e, *row, wrong);
      }
    }
    for (const auto& w : wrong) {
      bind_session(put_right, w.key, w.log, w.record, w.text);
      put_right.run();
    }
  }
}

}  // namespace parley::storage::sqlite
