#include "actors/feed.hpp"

#include <algorithm>

namespace parley::actors {

using namespace protocol;
using base::errc;

namespace {

constexpr std::chrono::milliseconds tick_every{1000};

}  // namespace

feed_state::~feed_state() {
  for (const auto& [key, c] : channels) peers.line->unfollow(c->ref);
}

base::result<void> feed_state::check_room(const std::string& tenant) const {
  const auto all = static_cast<std::int64_t>(subscribers.size());
  const auto own = of_tenant.find(tenant);
  const auto share =
      std::max<std::int64_t>(1, options.subscribers * env->limits.tenant_share_percent / 100);
  if (all < options.subscribers && (own == of_tenant.end() || own->second < share)) return {};
  return base::fail({errc::overloaded, "", "Too many live streams are open; try again.", 1000});
}

void feed_state::subscribe(const caller& who, subscribe_request wanted,
                           read_reply<subscription> to) {
  if (wanted.ref.tenant != who.tenant)
    return to.fail({errc::forbidden, "", "A session is only reached from its own tenant."});
  if (wanted.ref.id.empty() && !peers.timeline)
    return to.fail({errc::not_implemented, "", "There are no streams of a whole tenant in this node."});
  if (auto room = check_room(who.tenant); !room) return to.fail(room.error());
  auto& c = channel_of(wanted.ref);
  const auto id = next_id++;
  auto& s = subscribers[id];
  s.id = id;
  s.of = &c;
  s.from = wanted.from;
  s.cursor = c.whole ? -1 : wanted.from.value_or(c.head);
  s.at = c.ring.join();
  s.lost_seen = c.ring.lost();
  s.told_at = env->clock->monotonic();
  s.opening.emplace(std::move(to));
  c.members.push_back(id);
  ++of_tenant[who.tenant];
  peers.line->counters.subscribers.store(static_cast<std::int64_t>(subscribers.size()));
  arm();
  if (c.whole) return enter(s);
  // Who names a seq that was never told may know more than is known here.
  const bool knows_more = wanted.from && *wanted.from > c.head;
  if (c.open && !knows_more && !c.loading) return admit(s, c.head);
  if (!c.loading) load(c);
}

void feed_state::admit(subscriber& s, std::int64_t found_head) {
  auto to = std::exchange(s.opening, std::nullopt);
  if (s.from && *s.from > std::max(found_head, s.of->head)) {
    to->fail({errc::invalid_argument, "from",
              "The history ends at " + std::to_string(found_head) + "; `from` is above it."});
    return leave(s.id);
  }
  if (s.cursor < 0) s.cursor = found_head;
  s.behind = s.from && s.cursor < s.of->head;
  if (!s.behind) begin_draft(s);
  to->deliver({s.id, s.cursor});
}

void feed_state::pull(std::uint64_t id, read_reply<event_batch> to) {
  const auto place = subscribers.find(id);
  if (place == subscribers.end())
    return to.fail({errc::not_found, "", "There is no such subscription."});
  auto& s = place->second;
  if (s.pull)
    return to.fail({errc::conflict, "", "This subscription is being waited for already."});
  s.pull.emplace(std::move(to));
  serve(s);
}

void feed_state::leave(std::uint64_t id) {
  const auto place = subscribers.find(id);
  if (place == subscribers.end()) return;
  auto& s = place->second;
  const base::status over{errc::unavailable, "", "The subscription has ended."};
  if (s.pull) s.pull->fail(over);
  if (s.opening) s.opening->fail(over);
  auto& c = *s.of;
  const auto before = c.ring.bytes();
  c.ring.leave(s.at);
  keep_within_bounds(c, before);
  std::erase(c.members, id);
  std::erase(c.waiting, id);
  if (const auto own = of_tenant.find(c.ref.tenant); --own->second == 0) of_tenant.erase(own);
  subscribers.erase(place);
  peers.line->counters.subscribers.store(static_cast<std::int64_t>(subscribers.size()));
  if (!c.members.empty()) return;
  peers.line->unfollow(c.ref);
  buffered -= c.ring.bytes();
  std::erase(tenants, &c);
  channels.erase(key_of(c.ref));
  peers.line->counters.channels.store(static_cast<std::int64_t>(channels.size()));
}

void feed_state::arm() {
  if (armed || subscribers.empty()) return;
  armed = true;
  self->send(peers.clock, arm_atom_v, tick_every, ticked_actor{self});
}

void feed_state::tick() {
  armed = false;
  if (peers.line->overflowed()) resync();
  const auto now = env->clock->monotonic();
  for (auto* c : tenants)
    if (std::exchange(c->whole->retry, false)) catch_up(*c);
  for (auto& [id, s] : subscribers) {
    if (std::exchange(s.retry, false)) want_page(s);
    if (!s.pull || now - s.told_at < options.heartbeat) continue;
    // What others wrote meanwhile need not be looked through again.
    if (s.of->whole && !s.behind && s.at == s.of->ring.end()) s.cursor = std::max(s.cursor, s.of->head);
    const auto beat = domain::heartbeat_event(s.of->ref.id, env->clock->now());
    std::erase(s.of->waiting, id);
    answer(s, {{{std::make_shared<const domain::event>(beat), s.cursor}}, {}});
  }
  arm();
}

feed_actor::behavior_type feed(feed_pointer self, environment_ptr env, feed_options options,
                               feed_peers peers) {
  auto& state = self->state;
  state.env = std::move(env);
  state.options = options;
  state.peers = std::move(peers);
  self->gate.bound(state.env->limits.reader_queue);
  return {
      [self, &state](subscribe_atom, const caller& who, subscribe_request& wanted) {
        state.subscribe(who, std::move(wanted),
                        read_reply<subscription>{self->make_response_promise<subscription>()});
        return caf::delegated<subscription>{};
      },
      [self, &state](pull_atom, std::uint64_t id) {
        state.pull(id, read_reply<event_batch>{self->make_response_promise<event_batch>()});
        return caf::delegated<event_batch>{};
      },
      [&state](leave_atom, std::uint64_t id) { state.leave(id); },
      [&state](publish_atom, publication& what) { state.told(what); },
      [&state](attach_atom, const supervisor_actor& found) { state.supervisor = found; },
      [&state](tick_atom) { state.tick(); },
  };
}

}  // namespace parley::actors
