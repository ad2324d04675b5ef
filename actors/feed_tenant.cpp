#include <algorithm>

#include "actors/feed.hpp"

namespace parley::actors {

using namespace protocol;
using domain::event_type;

// A tenant's messages are read from the store, for only there they have one order: sessions tell of
// their commits in another one than that in which they were written. So a commit does no more than
// say that there is something to read, and while one reading is under way the next collects what
// comes: no timer, and one reading however many sessions write. What is in no history waits until
// the messages are read that its session had written before.

namespace {

constexpr std::int64_t catch_up_items = 500;
constexpr std::int64_t catch_up_bytes = 262'144;
constexpr std::int64_t page_items = 200;

/// A longer message is read by each who follows, as it is of a session.
constexpr std::size_t message_bytes_max = 16'384;

std::shared_ptr<const domain::event> event_of(const storage::timed_message& m) {
  return std::make_shared<const domain::event>(domain::message_event(m.session_id, m.row));
}

}  // namespace

void feed_state::enter(subscriber& s) {
  self->request(peers.timeline, caf::infinite, start_atom_v, caller{s.of->ref.tenant, {}, {}, {}},
                start_request{s.from})
      .then([this, id = s.id](const storage::timeline_start& found) { entered(id, found); },
            [this, id = s.id](const caf::error& e) {
              const auto place = subscribers.find(id);
              if (place == subscribers.end()) return;
              std::exchange(place->second.opening, std::nullopt)->fail(to_status(e));
              leave(id);
            });
}

void feed_state::entered(std::uint64_t id, const storage::timeline_start& found) {
  const auto place = subscribers.find(id);
  if (place == subscribers.end()) return;
  auto& s = place->second;
  auto& c = *s.of;
  c.whole->secret = found.end.secret;
  s.cursor = found.after;
  s.known_upto = found.known_upto;
  s.incomplete = found.incomplete;
  if (!c.open) {
    c.open = true;
    c.head = found.end.place;
    if (c.whole->again) catch_up(c);
  }
  // It has been in the ring since before it asked: all behind the head of that moment is there.
  s.behind = s.cursor < c.head;
  std::exchange(s.opening, std::nullopt)
      ->deliver({s.id, storage::cursor_of(s.cursor, c.whole->secret)});
}

void feed_state::told_in_tenant(const publication& what) {
  if (tenants.empty()) return;
  auto* c = find({what.ref.tenant, ""});
  if (!c) return;
  auto& held = c->whole->held;
  const auto before = c->ring.bytes();
  if (what.over) {
    c->ring.forget(what.ref.id);
    held.forget(what.ref.id);
    for (const auto id : c->members) subscribers.at(id).drafts.erase(what.ref.id);
  }
  bool look = what.events.empty();
  for (const auto& e : what.events) {
    if (e.type == event_type::chunk) {
      told_chunk(*c, e);
      continue;
    }
    look = true;
    if (e.type == event_type::message_appended) continue;
    if (e.type == event_type::message_erased) c->ring.blank(e.session_id, e.seq);
    held.hold(std::make_shared<const domain::event>(e), what.last_seq, c->whole->readings + 1);
  }
  // While the store is away they would be without bound.
  if (held.bytes() > options.session_bytes)
    for (auto& e : held.all()) c->ring.push(std::move(e), 0);
  keep_within_bounds(*c, before);
  if (look) return catch_up(*c);
  wake(*c);
}

void feed_state::touched(const std::string& tenant) {
  // Before anything is read: a commit of which nothing is said is read then.
  peers.line->untouch(tenant);
  for (auto* c : tenants)
    if (feed_line::share_touch(c->ref.tenant, tenant)) catch_up(*c);
}

void feed_state::catch_up(channel& c) {
  auto& whole = *c.whole;
  whole.again = true;
  if (!c.open || whole.reading || whole.retry) return;
  whole.again = false;
  whole.reading = true;
  ++whole.readings;
  storage::timeline_request wanted;
  wanted.after = c.head;
  wanted.items_max = catch_up_items;
  wanted.bytes_max = catch_up_bytes;
  self->request(peers.timeline, caf::infinite, timeline_atom_v, caller{c.ref.tenant, {}, {}, {}},
                wanted)
      .then(
          [this, ref = c.ref, number = c.number](const storage::timeline_page& page) {
            if (auto* same = find(ref, number)) caught_up(*same, page);
          },
          [this, ref = c.ref, number = c.number](const caf::error&) {
            auto* same = find(ref, number);
            if (!same) return;
            // The store may give it a moment later.
            same->whole->reading = false;
            same->whole->retry = same->whole->again = true;
          });
}

void feed_state::caught_up(channel& c, const storage::timeline_page& page) {
  auto& whole = *c.whole;
  auto& ring = c.ring;
  whole.reading = false;
  const auto before = ring.bytes();
  for (const auto& m : page.items) {
    for (auto& e : whole.held.before(m.session_id, m.row.seq)) ring.push(std::move(e), 0);
    if (m.row.bytes() > message_bytes_max)
      ring.push_hole(m.place);
    else
      ring.push(event_of(m), m.place);
  }
  c.head = page.upto;
  if (!page.more)
    for (auto& e : whole.held.read(whole.readings)) ring.push(std::move(e), 0);
  peers.line->counters.published.fetch_add(page.items.size(), std::memory_order_relaxed);
  keep_within_bounds(c, before);
  if (page.more || whole.again) catch_up(c);
  wake(c);
}

void feed_state::read_tenant_page(subscriber& s) {
  storage::timeline_request wanted;
  wanted.after = s.cursor;
  wanted.items_max = page_items;
  wanted.bytes_max = static_cast<std::int64_t>(options.part_bytes);
  wanted.known_upto = s.known_upto;
  self->request(peers.timeline, caf::infinite, timeline_atom_v,
                caller{s.of->ref.tenant, {}, {}, {}}, wanted)
      .then([this, id = s.id](const storage::timeline_page& page) { tenant_page_read(id, page); },
            [this, id = s.id](const caf::error& e) { page_failed(id, to_status(e)); });
}

void feed_state::tenant_page_read(std::uint64_t id, const storage::timeline_page& page) {
  next_read();
  const auto place = subscribers.find(id);
  if (place == subscribers.end()) return;
  auto& s = place->second;
  s.reading = false;
  peers.line->counters.pages.fetch_add(1, std::memory_order_relaxed);
  // A heartbeat was sooner: it is read again when it is asked for again.
  if (!s.pull) return;
  event_batch batch;
  std::size_t bytes = 0;
  if (std::exchange(s.incomplete, false)) {
    const auto gap = domain::gap_event(s.of->ref.id, std::nullopt, env->clock->now());
    batch.items.push_back({std::make_shared<const domain::event>(gap), s.cursor});
  }
  for (const auto& m : page.items) batch.items.push_back({event_of(m), m.place});
  s.cursor = std::max(s.cursor, page.upto);
  if (!page.more && s.of->ring.holds(s.at)) {
    s.behind = false;
    // It has been told all that was committed: what arrives later was committed before.
    s.known_upto = base::timestamp::max();
    tell_lost(s, batch, bytes);
  }
  std::erase(s.of->waiting, id);
  if (batch.items.empty()) return serve(s);
  answer(s, std::move(batch));
}

}  // namespace parley::actors
