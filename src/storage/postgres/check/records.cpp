#include <string>
#include <vector>

#include "storage/check/judgements.hpp"
#include "storage/postgres/check/checks.hpp"
#include "storage/relational/stored.hpp"

namespace parley::storage::postgres {
namespace {

constexpr std::int64_t slice_rows = 500;

const std::string slice_sql =
    "SELECT key, tenant, session_id, turn_count, round, record, revision, created_at, touched_at, "
    "closed_at, status, type, user_id, conversation_id, root, parent "
    "FROM session WHERE key > $1 ORDER BY key LIMIT $2";
constexpr int first_column = 6;

const std::string repair_sql =
    "UPDATE session SET revision = $2, created_at = $3, touched_at = $4, closed_at = $5, "
    "status = $6, type = $7, user_id = $8, conversation_id = $9, root = $10, parent = $11 "
    "WHERE key = $1";

/// Names of columns that are not what the record says, joined.
std::string differences(const row& r, const domain::session& record) {
  std::string names;
  int column = first_column;
  const auto compare = [&](const char* name, bool equal) {
    ++column;
    if (!equal) names.append(names.empty() ? "" : ", ").append(name);
  };
  const auto number = [&](const char* name, std::int64_t wanted) {
    compare(name, r.integer(column) == wanted);
  };
  const auto text = [&](const char* name, const std::optional<std::string>& wanted) {
    compare(name, r.optional_text(column) == wanted);
  };
  number("revision", record.revision);
  number("created_at", base::to_micros(record.created_at));
  number("touched_at", base::to_micros(record.touched_at));
  compare("closed_at",
          r.is_null(column) == !record.closed_at &&
              (!record.closed_at || r.integer(column) == base::to_micros(*record.closed_at)));
  number("status", static_cast<std::int64_t>(record.status));
  number("type", static_cast<std::int64_t>(record.type));
  text("user_id", record.user_id);
  text("conversation_id", record.conversation_id);
  text("root", record.root_session_id);
  text("parent", record.parent_session_id);
  return names;
}

parameters columns_of(std::int64_t key, const domain::session& r) {
  std::optional<std::int64_t> closed_at;
  if (r.closed_at) closed_at = base::to_micros(*r.closed_at);
  return parameters::of(key, r.revision, base::to_micros(r.created_at),
                        base::to_micros(r.touched_at), closed_at,
                        static_cast<std::int64_t>(r.status), static_cast<std::int64_t>(r.type),
                        r.user_id, r.conversation_id, r.root_session_id, r.parent_session_id);
}

/// Reports what is wrong with one row; columns that follow from the record are put right.
void check_row(examination& e, const row& r) {
  const auto where = r.text(1) + "/" + r.text(2);
  const auto record = relational::parse_record(r.text(5), r.integer(3), r.integer(4));
  if (!record) return e.report(where, record.error().text);
  if (record->tenant_id != r.text(1) || record->session_id != r.text(2))
    return e.report(where, "has the record of " + record->tenant_id + "/" + record->session_id);
  if (storage::check::has_other_key(*record))
    e.report(where, "has the key " + record->session_key + ", which its participants do not give");
  const auto names = differences(r, *record);
  if (names.empty()) return;
  e.report(where, "differs from its record in " + names, e.repair());
  if (e.repair()) e.ask(repair_sql, columns_of(r.integer(0), *record));
}

}  // namespace

void check_records(examination& e) {
  std::int64_t after = 0;
  for (auto rows = e.ask(slice_sql, parameters::of(after, slice_rows)); !rows.empty();
       rows = e.ask(slice_sql, parameters::of(after, slice_rows)))
    for (const auto each : rows) {
      ++e.result().sessions;
      after = each.integer(0);
      check_row(e, each);
    }
}

}  // namespace parley::storage::postgres
