#include "storage/sqlite/catalog_query.hpp"

#include <limits>

namespace parley::storage::sqlite {
namespace {

constexpr const char* columns =
    ", log, status, type, user_id, conversation_id, root, parent, record, turn_count, round FROM ";

bool equals(const std::optional<std::string>& wanted, const statement& row, int column) {
  return !wanted || (!row.is_null(column) && row.text(column) == *wanted);
}

template <class Enum>
bool equals(const std::optional<Enum>& wanted, const statement& row, int column) {
  return !wanted || row.integer(column) == static_cast<std::int64_t>(*wanted);
}

}  // namespace

catalog_query::catalog_query(const session_query& query) : query_(query) {
  if (query.order == list_order::last_activity) {
    // CROSS JOIN: in this order and no other.
    sql_ = std::string{"SELECT session.session_id, active_at"} + columns +
           "activity CROSS JOIN session ON session.tenant = activity.tenant "
           "AND session.session_id = activity.session_id WHERE activity.tenant = ?";
    begin("active_at", "activity.session_id", query.active_from, query.active_to);
    return;
  }
  choose_index();
  begin("created_at", "session_id", query.created_from, query.created_to);
}

void catalog_query::begin(const std::string& at, const std::string& id,
                          std::optional<base::timestamp> from, std::optional<base::timestamp> to) {
  const auto lowest = from ? base::to_micros(*from) : std::numeric_limits<std::int64_t>::min();
  const auto highest = to ? base::to_micros(*to) : std::numeric_limits<std::int64_t>::max();
  // With row values SQLite starts right at the cursor, also among sessions of one time stamp.
  if (query_.oldest_first) {
    sql_ += " AND (" + at + ", " + id + ") > (?, ?) AND " + at + " <= ? ORDER BY " + at + ", " + id;
    start_at_ = lowest;
    end_at_ = highest;
  } else {
    sql_ += " AND (" + at + ", " + id + ") < (?, ?) AND " + at + " >= ? ORDER BY " + at +
            " DESC, " + id + " DESC";
    start_at_ = highest;
    end_at_ = lowest;
  }
  if (!query_.after) return;
  const auto cursor_at = base::to_micros(query_.after->at);
  if (query_.oldest_first ? cursor_at >= start_at_ : cursor_at < start_at_) {
    start_at_ = cursor_at;
    start_id_ = query_.after->session_id;
  }
}

void catalog_query::choose_index() {
  // The narrowest first.
  const auto use = [this](const char* index, const char* condition) {
    sql_ = std::string{"SELECT session_id, created_at"} + columns + "session INDEXED BY " + index +
           " WHERE tenant = ?" + condition;
  };
  if (query_.parent) {
    use("session_by_parent", " AND parent = ?");
    text_ = query_.parent;
  } else if (query_.root) {
    use("session_by_root", " AND root = ?");
    text_ = query_.root;
  } else if (query_.conversation) {
    use("session_by_conversation", " AND conversation_id = ?");
    text_ = query_.conversation;
  } else if (query_.user) {
    use("session_by_user", " AND user_id = ?");
    text_ = query_.user;
  } else if (query_.status) {
    use("session_by_status", " AND status = ?");
    number_ = static_cast<std::int64_t>(*query_.status);
  } else {
    use("session_by_age", "");
  }
}

void catalog_query::bind(statement& s) const {
  int index = 0;
  s.bind(++index, std::string_view{query_.tenant});
  if (text_) s.bind(++index, std::string_view{*text_});
  if (number_) s.bind(++index, *number_);
  s.bind(++index, start_at_);
  s.bind(++index, std::string_view{start_id_});
  s.bind(++index, end_at_);
}

bool catalog_query::columns_match(const statement& row) const {
  return equals(query_.status, row, 3) && equals(query_.type, row, 4) &&
         equals(query_.user, row, 5) && equals(query_.conversation, row, 6) &&
         equals(query_.root, row, 7) && equals(query_.parent, row, 8);
}

}  // namespace parley::storage::sqlite
