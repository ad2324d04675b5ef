#include "storage/refusal.hpp"

#include "storage/fence.hpp"

namespace parley::storage::refusal {

using base::errc;
using std::to_string;

base::status fence_lost(std::uint64_t given, std::uint64_t current) {
  return {errc::unavailable, fence_field,
          "This process no longer owns the store: its epoch is " + to_string(given) +
              ", the store's is " + to_string(current) + "."};
}

base::status session_exists(const session_ref& session) {
  return {errc::session_exists, "session_id", "There is a session " + session.id + " already."};
}

base::status session_gone(const session_ref& session) {
  return {errc::conflict, "", "The session " + session.id + " is not what it was: load it again."};
}

base::status head_moved(std::int64_t expected, std::int64_t last_seq) {
  return {errc::conflict, "",
          "The history ends at seq " + to_string(last_seq) + ", not at " + to_string(expected) +
              ": load the session again."};
}

base::status revision_moved(std::int64_t expected, std::int64_t revision) {
  return {errc::conflict, "",
          "The record has revision " + to_string(revision) + ", not " + to_string(expected) +
              ": load the session again."};
}

base::status erased(const std::string& session, const std::string& field) {
  return {errc::erased, field,
          "The session " + session + " was erased; its id is never used again."};
}

base::status has_descendants(subtree_guard guard) {
  if (guard == subtree_guard::none_left)
    return {errc::conflict, "children", "There is a session below this one."};
  return {errc::conflict, "children",
          guard == subtree_guard::none_open ? "A session below this one is open."
                                            : "A session below this one is not archived."};
}

base::status no_parent(const std::string& parent) {
  return {errc::not_found, "parent_session_id",
          "There is no session " + parent + " to be the parent."};
}

base::status parent_takes_no_child(domain::session_status status) {
  return {errc::session_closed, "parent_session_id",
          "The parent is " + std::string{to_string(status)} +
              "; only an active session takes a child."};
}

base::status parent_is_leaving(const std::string& session) {
  return {errc::session_closed, "parent_session_id",
          "The session " + session + " is being closed, archived or erased with all below it."};
}

base::status too_many_children(std::int64_t children_max) {
  return {errc::conflict, "parent_session_id",
          "The parent has " + to_string(children_max) + " children, the most that it may have."};
}

base::status last_seq_differs(std::int64_t wanted, std::int64_t last_seq) {
  return {errc::precondition_failed, "If-Match",
          "The last seq is " + to_string(last_seq) + ", the request demands " + to_string(wanted) +
              "."};
}

base::status other_body(const append_part& part, std::size_t index) {
  const auto field =
      part.entries.size() == 1 ? std::string{} : "messages[" + to_string(index) + "].";
  return {errc::conflict, field + "message_id",
          "The message " + part.entries[index].message_id +
              " was appended before with another body; the same id is allowed with the same body."};
}

base::status entry_erased(const append_part& part, std::size_t index) {
  const auto field =
      part.entries.size() == 1 ? std::string{} : "messages[" + to_string(index) + "].";
  return {errc::erased, field + "message_id",
          "The message " + part.entries[index].message_id + " was erased; use a new id."};
}

base::status key_reused(const idempotency& once) {
  return {errc::idempotency_mismatch, "Idempotency-Key",
          "The key " + once.key +
              " was used before with another body; use a new key for a new request."};
}

base::status no_origin(const fork_point& fork) {
  return {errc::not_found, "", "There is no session " + fork.session_id + " to fork."};
}

base::status fork_beyond(std::int64_t last_seq) {
  return {errc::invalid_argument, "at_seq",
          "The history ends at seq " + to_string(last_seq) + ": a fork is allowed at 0 to that."};
}

base::status fork_too_deep(std::int64_t segments, std::int64_t most) {
  return {errc::invalid_argument, "at_seq",
          "The fork would consist of " + to_string(segments) + " segments, " + to_string(most) +
              " are allowed (limits.fork_segments): fork at an earlier seq, or an earlier fork."};
}

base::status on_its_way(const session_ref& session) {
  return {errc::conflict, "", "The session " + session.id + " is on its way here already."};
}

base::status not_staged(const session_ref& session) {
  return {errc::conflict, "",
          "The rows of the session " + session.id + " that were brought here are not these."};
}

base::status parent_elsewhere(const std::string& parent) {
  return {errc::conflict, "parent_session_id",
          "The parent " + parent + " is not here: it has to come before what is below it."};
}

base::status not_at_rest(const std::string& field, const std::string& why) {
  return {errc::conflict, field, "The session stays in its store: " + why + "."};
}

base::status too_alike(std::int64_t most) {
  return {errc::too_large, "",
          "The two histories are equal in more than " + to_string(most) +
              " messages that they do not share; so many are compared (limits.compare_messages)."};
}

base::status log_in_use() {
  return {errc::unavailable, "", "A reader keeps the store's log from being emptied.", 100};
}

base::status no_word() {
  return {base::errc::invalid_argument, "q", "q has no word: a letter or a digit is needed."};
}

base::status poison(const std::string& why) {
  return {errc::internal, "", "The store cannot take this: " + why + "."};
}

std::string misplaced(const session_ref& session, const domain::session& record) {
  if (record.tenant_id == session.tenant && record.session_id == session.id) return {};
  return "the record is that of " + record.tenant_id + "/" + record.session_id + ", not of " +
         session.tenant + "/" + session.id;
}

}  // namespace parley::storage::refusal
