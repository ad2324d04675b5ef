#include "domain/participant_change.hpp"

#include "domain/parts.hpp"
#include "parley/domain/keys.hpp"

namespace parley::domain {

namespace {

auto find_by_id(session& record, const std::string& id) {
  return std::find_if(record.participants.begin(), record.participants.end(),
                      [&](const participant& p) { return p.id == id; });
}

bool same_person(const participant& a, const participant& b) {
  return a.type == b.type && a.role == b.role && a.metadata == b.metadata;
}

base::result<void> check_open(const session& record) {
  if (record.status != session_status::closed) return {};
  return base::fail(base::errc::session_closed, "",
                    "Participants change in an open session only; reopen it first.");
}

}  // namespace

changed join(session& record, participant who, base::timestamp now, const base::limits& limits) {
  const auto known = find_by_id(record, who.id);
  const bool there = known != record.participants.end();
  if (there && known->present() && same_person(*known, who)) return false;
  if (auto open = check_open(record); !open) return base::fail(std::move(open.error()));
  // A history that names this id must go on meaning the same kind of participant.
  if (there && (known->present() || known->type != who.type))
    return base::fail(base::errc::conflict, "participant_id",
                      "A participant of this id is there with another type, role or metadata; one "
                      "who left may come back with another role, never with another type.");
  const auto count = static_cast<std::int64_t>(record.participants.size());
  if (!there && count >= limits.participants)
    return base::fail(
        over_limit("participants", limits.participants, "participants, those who left included"));
  who.joined_at = now;
  who.left_at.reset();
  if (there)
    *known = std::move(who);
  else
    record.participants.push_back(std::move(who));
  return true;
}

changed leave(session& record, const std::string& participant_id, base::timestamp now) {
  const auto known = find_by_id(record, participant_id);
  if (known == record.participants.end())
    return base::fail(base::errc::not_found, "participant_id",
                      "The session has no participant of this id.");
  if (!known->present()) return false;
  if (auto open = check_open(record); !open) return base::fail(std::move(open.error()));
  known->left_at = now;
  if (satisfies(record.type, record.participants)) return true;
  return base::fail(base::errc::participants_required, "participant_id",
                    "Those who stay must be what " + std::string{to_string(record.type)} +
                        " needs: at least " + std::string{demanded_by(record.type)} + '.');
}

}  // namespace parley::domain
