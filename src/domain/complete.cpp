#include <algorithm>

#include "domain/rules.hpp"
#include "parley/domain/change.hpp"

namespace parley::domain {

namespace {

/// The id of the only one present of a type; null when there is none or more.
std::optional<std::string> only_one(const session& record, participant_type type) {
  const participant* found = nullptr;
  for (const auto& p : record.participants) {
    if (!p.present() || p.type != type) continue;
    if (found) return std::nullopt;
    found = &p;
  }
  if (!found) return std::nullopt;
  return found->id;
}

std::optional<std::string> sender_by_role(const message& m, const session& record) {
  if (m.role == "user") return only_one(record, participant_type::user);
  if (m.role == "assistant") return only_one(record, participant_type::agent);
  return std::nullopt;
}

/// One who left may still be named for what was said before.
base::result<void> check_sender(const message& m, const session& record, const std::string& field) {
  const auto sender = std::find_if(record.participants.begin(), record.participants.end(),
                                   [&](const participant& p) { return p.id == *m.sender_id; });
  if (sender == record.participants.end())
    return base::fail(broken(field, "the id of a participant of the session"));
  if (sender->left_at && m.timestamp > *sender->left_at)
    return base::fail(broken(field, "the id of a participant who has not left the session"));
  return {};
}

}  // namespace

base::result<void> takes_messages(const session& record) {
  const bool takes = record.status == session_status::active ||
                     (record.status == session_status::archived && !record.closed_at);
  if (takes) return {};
  return base::fail(base::errc::session_closed, "",
                    "The session is closed; it takes messages again when it is reopened.");
}

base::result<void> complete(message& m, const session& record, base::timestamp now,
                            std::string id_suffix, const std::string& prefix) {
  if (auto open = takes_messages(record); !open) return open;
  if (m.timestamp == base::timestamp{}) m.timestamp = now;
  if (m.received_at == base::timestamp{}) m.received_at = now;
  if (!m.sender_id)
    m.sender_id = sender_by_role(m, record);
  else if (auto known = check_sender(m, record, prefix + "sender_id"); !known)
    return known;
  if (m.message_id.empty()) m.id_suffix = std::move(id_suffix);
  return {};
}

}  // namespace parley::domain
