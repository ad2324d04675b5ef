#include <algorithm>

#include "domain/rules.hpp"
#include "parley/domain/agent_message.hpp"
#include "parley/domain/report.hpp"
#include "parley/domain/session.hpp"

namespace parley::domain {

namespace {

struct party {
  const std::string& id;
  participant_type type;
  const std::optional<std::string>& role;
};

base::result<void> check_party(const party& p, const session& record, const std::string& who) {
  const auto found = std::find_if(record.participants.begin(), record.participants.end(),
                                  [&](const participant& other) { return other.id == p.id; });
  if (found == record.participants.end() || !found->present())
    return base::fail(broken(who + "_id", "the id of a participant who is in the session"));
  if (found->type != p.type)
    return base::fail(broken(who + "_type", "that of the participant, '" +
                                                std::string(to_string(found->type)) + "'"));
  if (found->role != p.role)
    return base::fail(broken(who + "_role", found->role ? "that of the participant, '" +
                                                              *found->role + "'"
                                                        : "absent: the participant has none"));
  return {};
}

}  // namespace

base::result<void> check_addresses(const agent_message& m, const session& record) {
  if (m.session_key && *m.session_key != record.session_key)
    return base::fail(broken("session_key", "the key of the session, '" + record.session_key + "'"));
  if (auto sender = check_party({m.sender_id, m.sender_type, m.sender_role}, record, "sender");
      !sender)
    return sender;
  // A child reports to somebody in its parent, whom it need not know.
  const bool to_parent = record.parent_session_id && is_report(m.type) &&
                         std::none_of(record.participants.begin(), record.participants.end(),
                                      [&](const participant& p) { return p.id == m.recipient_id; });
  if (to_parent) return {};
  return check_party({m.recipient_id, m.recipient_type, m.recipient_role}, record, "recipient");
}

}  // namespace parley::domain
