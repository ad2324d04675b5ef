#include "storage/filter.hpp"

#include <algorithm>

namespace parley::storage {
namespace {

template <class T>
bool equals(const std::optional<T>& wanted, const T& value) {
  return !wanted || *wanted == value;
}

template <class T>
bool equals(const std::optional<T>& wanted, const std::optional<T>& value) {
  return !wanted || wanted == value;
}

bool within(base::timestamp t, const std::optional<base::timestamp>& from,
            const std::optional<base::timestamp>& to) {
  return (!from || t >= *from) && (!to || t < *to);
}

bool has_role(const domain::session& record, const std::string& role) {
  return std::any_of(record.participants.begin(), record.participants.end(),
                     [&](const auto& p) { return p.role == role; });
}

bool has_metadata(const domain::json& metadata, const std::string& key, const domain::json& value) {
  const auto it = metadata.find(key);
  return it != metadata.end() && *it == value;
}

}  // namespace

bool record_matches(const session_query& query, const domain::session& record) {
  if (!equals(query.status, record.status) || !equals(query.type, record.type) ||
      !equals(query.user, record.user_id) || !equals(query.conversation, record.conversation_id) ||
      !equals(query.root, record.root_session_id) ||
      !equals(query.parent, record.parent_session_id) ||
      !within(record.created_at, query.created_from, query.created_to))
    return false;
  if (query.role && !has_role(record, *query.role)) return false;
  return std::all_of(query.metadata.begin(), query.metadata.end(), [&](const auto& wanted) {
    return has_metadata(record.metadata, wanted.first, wanted.second);
  });
}

bool activity_matches(const session_query& query, const domain::session_view& session) {
  return within(session.last_activity(), query.active_from, query.active_to);
}

bool needs_record(const session_query& query) { return query.role || !query.metadata.empty(); }

}  // namespace parley::storage
