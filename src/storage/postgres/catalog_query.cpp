#include "storage/postgres/catalog_query.hpp"

#include <limits>
#include <optional>
#include <utility>

#include "storage/postgres/history.hpp"

namespace parley::storage::postgres {
namespace {

// $1 tenant, $2 and $3 where the walk begins, $4 the last time, $5 rows, $6 rows wanted.
constexpr const char* status = "$7";
constexpr const char* type = "$8";
constexpr const char* user = "$9";
constexpr const char* conversation = "$10";
constexpr const char* root = "$11";
constexpr const char* parent = "$12";
constexpr const char* parts = "$13";

std::optional<std::int64_t> number(const auto& value) {
  if (!value) return std::nullopt;
  return static_cast<std::int64_t>(*value);
}

/// How a record says it, somewhere.
std::string part_of(const std::string& key, const domain::json& value) {
  auto whole = domain::json::object();
  whole[key] = value;
  const auto text = domain::canonical(whole);
  return text.substr(1, text.size() - 2);
}

/// Besides the tenant's, the columns of one index, the narrowest.
std::string chosen(const session_query& query) {
  const auto equals = [](const std::string& name, const char* value) {
    return " AND " + name + " = " + value;
  };
  if (query.parent) return equals("parent", parent);
  if (query.root) return equals("root", root);
  if (query.conversation) return equals("conversation_id", conversation);
  if (query.user) return equals("user_id", user);
  if (query.status) return equals("status", status);
  return "";
}

std::string filters() {
  std::string sql;
  for (const auto& [name, value] :
       {std::pair{"status", status}, std::pair{"type", type}, std::pair{"user_id", user},
        std::pair{"conversation_id", conversation}, std::pair{"root", root},
        std::pair{"parent", parent}})
    sql += std::string{"("} + value + " IS NULL OR s." + name + " = " + value + ") AND ";
  return sql + "NOT EXISTS (SELECT 1 FROM unnest(" + parts +
         "::text[]) part WHERE strpos(s.record, part) = 0)";
}

/// The walk: `rows` of one index in its order, up to one more than may be looked at.
std::string walk(const session_query& query, const std::string& columns, const std::string& table,
                 const std::string& at) {
  const bool up = query.oldest_first;
  const std::string place = "(" + at + ", session_id)";
  const std::string order = up ? at + ", session_id" : at + " DESC, session_id DESC";
  return "(SELECT row_number() OVER () AS number, lead(1) OVER () AS goes_on, walked.* FROM "
         "(SELECT " +
         columns + ", " + at + " AS at FROM " + table + " WHERE tenant = $1" +
         (query.order == list_order::created_at ? chosen(query) : "") + " AND " + place +
         (up ? " > ($2, $3) AND " : " < ($2, $3) AND ") + at + (up ? " <= $4" : " >= $4") +
         " ORDER BY " + order + " LIMIT $5 + 1) walked) ";
}

}  // namespace

catalog_query::catalog_query(const session_query& query) : query_(query) {
  std::string from;
  if (query.order == list_order::created_at)
    from = walk(query, "*", "session", "created_at") + "s";
  else
    from = walk(query, "tenant, session_id", "activity", "active_at") +
           "w JOIN LATERAL (SELECT w.at, w.number, w.goes_on, session.* FROM session "
           "WHERE session.tenant = w.tenant AND session.session_id = w.session_id) s ON true";
  // Rows stay in the order of the walk. To say so in SQL would make the server sort what it has,
  // and walk to the end first.
  sql_ = "SELECT s.at, s.session_id, s.number, s.goes_on, s.record, s.turn_count, s.round, " +
         head_columns + " FROM (SELECT s.* FROM " + from + " WHERE s.number <= $5 AND (" +
         filters() + " OR s.number = $5) LIMIT $6) s" + join_head;
  if (query.role) parts_.add(std::string_view{part_of("participant_role", *query.role)});
  for (const auto& [key, value] : query.metadata) {
    // 1 and 1.0 are equal numbers and different texts.
    if (!value.is_string() && !value.is_boolean() && !value.is_null()) continue;
    parts_.add(std::string_view{part_of(key, value)});
  }
}

parameters catalog_query::values(const std::optional<list_cursor>& after, std::int64_t rows_max,
                                 std::int64_t wanted) const {
  const bool by_age = query_.order == list_order::created_at;
  const auto from = by_age ? query_.created_from : query_.active_from;
  const auto to = by_age ? query_.created_to : query_.active_to;
  const auto lowest = from ? base::to_micros(*from) : std::numeric_limits<std::int64_t>::min();
  const auto highest = to ? base::to_micros(*to) : std::numeric_limits<std::int64_t>::max();
  auto start = query_.oldest_first ? lowest : highest;
  std::string start_id;
  if (after) {
    const auto at = base::to_micros(after->at);
    if (query_.oldest_first ? at >= start : at < start) {
      start = at;
      start_id = after->session_id;
    }
  }
  auto p = parameters::of(query_.tenant, start, start_id, query_.oldest_first ? highest : lowest,
                          rows_max, wanted, number(query_.status), number(query_.type), query_.user,
                          query_.conversation, query_.root, query_.parent);
  p.add(parts_);
  return p;
}

}  // namespace parley::storage::postgres
