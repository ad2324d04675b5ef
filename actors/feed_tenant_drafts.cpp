#include <algorithm>
#include <limits>

#include "actors/feed.hpp"

namespace parley::actors {

using namespace protocol;
using domain::event_type;

// The feed keeps no drafts of a tenant's sessions, for there may be thousands: who has not all chunks
// before one that comes is given them out of its session, a part at a time.

namespace {

/// Answers in progress that one subscriber is told of; above it, of some from the beginning again.
constexpr std::size_t drafts_max = 2000;

constexpr std::chrono::seconds patience{2};

constexpr auto all_of_them = std::numeric_limits<std::int64_t>::max();

}  // namespace

/// A chunk is in no history, so only what its session told before it is to be waited for.
void feed_state::told_chunk(channel& c, const domain::event& e) {
  auto shared = std::make_shared<domain::event>(e);
  std::string().swap(shared->text);  // `data` has it
  peers.line->counters.published.fetch_add(1, std::memory_order_relaxed);
  if (!c.whole->held.hold_behind(shared)) c.ring.push(std::move(shared), 0);
}

/// Whether there are chunks before it that have to be asked for.
bool feed_state::misses_chunks(subscriber& s, const domain::event& next) {
  if (next.type != event_type::chunk) return false;
  if (s.drafts.size() >= drafts_max && !s.drafts.contains(next.session_id))
    s.drafts.erase(s.drafts.begin());
  auto& has = s.drafts[next.session_id];
  if (has.turn_id != next.turn_id) has = {next.turn_id};
  if (next.index <= std::max(has.next, has.given_up) || !supervisor) return false;
  if (!std::exchange(s.asking, true)) ask_for_missed(s, next);
  return true;
}

/// Whether it comes next for who follows the tenant.
bool feed_state::is_wanted_of_tenant(subscriber& s, const domain::event& e) {
  if (e.type == event_type::draft_ended) s.drafts.erase(e.session_id);
  if (e.type != event_type::chunk) return true;
  auto& has = s.drafts.at(e.session_id);
  if (e.index != has.next) return false;
  ++has.next;
  return true;
}

void feed_state::ask_for_missed(const subscriber& s, const domain::event& next) {
  const auto& tenant = s.of->ref.tenant;
  const caller asker{tenant, "feed", "", env->clock->monotonic() + patience};
  self->request(supervisor, caf::infinite, find_turn_atom_v, asker,
                storage::session_ref{tenant, next.session_id}, next.turn_id)
      .then([this, id = s.id, next](const domain::turn_view& found) {
              missed_found(id, next, found.turn);
            },
            [this, id = s.id, next](const caf::error& e) {
              missed_failed(id, next, to_status(e));
            });
}

/// Its draft, when what was asked for is still wanted.
feed_state::told_draft* feed_state::asked_for(std::uint64_t id, const domain::event& next) {
  const auto place = subscribers.find(id);
  if (place == subscribers.end()) return nullptr;
  auto& s = place->second;
  s.asking = false;
  std::erase(s.of->waiting, id);
  const auto of = s.drafts.find(next.session_id);
  const bool wanted = s.pull && of != s.drafts.end() && of->second.turn_id == next.turn_id;
  if (wanted) return &of->second;
  // A heartbeat was sooner, or the session was erased: it goes on with what is there.
  serve(s);
  return nullptr;
}

void feed_state::missed_found(std::uint64_t id, const domain::event& next,
                              const domain::turn& found) {
  auto* has = asked_for(id, next);
  if (!has) return;
  auto& s = subscribers.at(id);
  const auto& said = found.draft;
  event_batch batch;
  if (found.state == domain::turn_state::running)
    for (std::size_t bytes = 0; has->next < said.chunks() && bytes < options.part_bytes;) {
      auto e = domain::chunk_event(next.session_id, next.turn_id, said, has->next++,
                                   env->clock->now());
      bytes += e.bytes();
      batch.items.push_back({std::make_shared<const domain::event>(std::move(e)), s.cursor});
    }
  if (!batch.items.empty()) return answer(s, std::move(batch));
  // It has ended: what is missing is in its message.
  has->next = all_of_them;
  serve(s);
}

void feed_state::missed_failed(std::uint64_t id, const domain::event& next,
                               const base::status& why) {
  auto* has = asked_for(id, next);
  if (!has) return;
  // One session that cannot answer holds up nobody: its next chunk asks again.
  const bool gone = why.code == base::errc::not_found || why.code == base::errc::erased;
  has->given_up = gone ? all_of_them : next.index;
  serve(subscribers.at(id));
}

}  // namespace parley::actors
