#include <algorithm>
#include <utility>

#include "actors/publisher.hpp"
#include "actors/session.hpp"

namespace parley::actors {

using namespace protocol;
using domain::event_type;

namespace {

/// A longer message is not sent to those who follow: they are told that it is there, and read it.
constexpr std::size_t message_bytes_max = 16384;

struct told_change {
  event_type type;
  std::string reason{};
  std::string participant_id{};
};

/// What a change is told as; nothing for one of which there is no event.
struct name_change {
  using result = std::optional<told_change>;
  result operator()(const domain::close_change& c) const {
    return told_change{event_type::session_closed, c.reason};
  }
  result operator()(const domain::reopen_change& c) const {
    return told_change{event_type::session_reopened, c.reason};
  }
  result operator()(const domain::archive_change& c) const {
    return told_change{event_type::session_archived, c.reason};
  }
  result operator()(const domain::join_change& c) const {
    return told_change{event_type::participant_joined, {}, c.who.id};
  }
  result operator()(const domain::leave_change& c) const {
    return told_change{event_type::participant_left, {}, c.participant_id};
  }
  template <class Other>
  result operator()(const Other&) const {
    return std::nullopt;
  }
};

/// Somebody follows the session itself.
bool follows_it(const session_state& s) {
  return s.peers.followers && s.peers.followers->followed(s.ref);
}

}  // namespace

/// By somebody who follows it, or its whole tenant.
bool session_state::followed() const {
  return follows_it(*this) || (peers.followers && peers.followers->tenant_followed(ref.tenant));
}

void session_state::tell(std::vector<domain::event> events) {
  // Who follows the tenant reads the messages.
  if (events.empty() && !follows_it(*this)) return peers.followers->touch(ref.tenant);
  peers.followers->tell({ref, std::move(events), head.last_seq, {}, {}});
}

void session_state::note_entry(const domain::message& entry) {
  if (!follows_it(*this) || entry.bytes() > message_bytes_max) return;
  outbox.push_back(domain::message_event(ref.id, entry));
}

void session_state::tell_entries() {
  if (followed()) tell(std::exchange(outbox, {}));
}

void session_state::tell_step(const domain::turn_step& written, const std::string& running_before) {
  auto events = std::exchange(outbox, {});
  if (!followed()) return;
  const auto now = env->clock->now();
  const auto* running = turns.running();
  std::vector<domain::event> ended;
  for (const auto& row : written.rows)
    if (row.turn_id == running_before && row.ended())
      ended.push_back(domain::draft_ended_event(ref.id, row, now));
  // It happened before the messages of the step, which not everybody is told with it.
  if (!ended.empty())
    peers.followers->tell({ref, std::move(ended),
                           head.last_seq - static_cast<std::int64_t>(written.entries.size()), {}, {}});
  if (running && running->turn_id != running_before)
    events.push_back(domain::draft_started_event(ref.id, *running, now));
  tell(std::move(events));
}

void session_state::tell_chunks(const std::string& turn_id, std::int64_t from) {
  const auto* running = turns.running();
  if (!followed() || !running || running->turn_id != turn_id) return;
  std::vector<domain::event> events;
  for (auto k = from; k < running->draft.chunks(); ++k)
    events.push_back(
        domain::chunk_event(ref.id, turn_id, running->draft, k, running->touched_at));
  if (events.empty()) return;
  if (follows_it(*this)) return tell(std::move(events));
  peers.followers->tell_spare({ref, std::move(events), head.last_seq, {}, {}});
}

void session_state::tell_change(const domain::record_change& change) {
  if (!followed()) return;
  const auto what = std::visit(name_change{}, change);
  if (!what) return;
  const auto now = env->clock->now();
  if (what->participant_id.empty())
    return tell({domain::session_event(what->type, record, what->reason, now)});
  for (const auto& who : record.participants)
    if (who.id == what->participant_id)
      return tell({domain::participant_event(what->type, ref.id, who, now)});
}

void session_state::tell_created() {
  if (followed())
    tell({domain::session_event(event_type::session_created, record, "", record.created_at)});
  if (!record.parent_session_id || !peers.followers) return;
  const storage::session_ref parent{ref.tenant, *record.parent_session_id};
  if (peers.followers->followed(parent) || peers.followers->tenant_followed(ref.tenant))
    peers.followers->tell(
        {parent, {domain::child_event(parent.id, record, record.created_at)}, 0, {}, {}});
}

void session_state::tell_loaded() {
  if (!followed()) return;
  if (!follows_it(*this)) return tell({});
  const auto* running = turns.running();
  const auto turn_id = running ? running->turn_id : std::string{};
  peers.followers->tell({ref, {}, head.last_seq, turn_id, {}});
}

void session_state::tell_blanked(const std::vector<std::int64_t>& seqs,
                                 const std::vector<storage::session_ref>& sharers) {
  if (!peers.followers) return;
  auto all = sharers;
  all.push_back(ref);
  for (const auto& one : all) {
    if (!peers.followers->followed(one) && !peers.followers->tenant_followed(ref.tenant)) continue;
    std::vector<domain::event> events;
    for (const auto seq : seqs)
      events.push_back(domain::erased_event(one.id, seq, env->clock->now()));
    peers.followers->tell({one, std::move(events), 0, {}, {}});
  }
}

void session_state::tell_over(const base::status& why) {
  if (followed()) peers.followers->tell({ref, {}, 0, {}, why});
}

}  // namespace parley::actors
