#include <algorithm>

#include "actors/feed.hpp"

namespace parley::actors {

using namespace protocol;
using base::errc;

std::string feed_state::key_of(const storage::session_ref& ref) {
  return ref.tenant + '/' + ref.id;
}

feed_state::channel* feed_state::find(const storage::session_ref& ref) {
  const auto place = channels.find(key_of(ref));
  return place == channels.end() ? nullptr : place->second.get();
}

feed_state::channel* feed_state::find(const storage::session_ref& ref, std::uint64_t number) {
  auto* c = find(ref);
  return c && c->number == number ? c : nullptr;
}

feed_state::channel& feed_state::channel_of(const storage::session_ref& ref) {
  auto& place = channels[key_of(ref)];
  if (place) return *place;
  place = std::make_unique<channel>();
  place->number = next_channel++;
  place->ref = ref;
  if (ref.id.empty()) {
    place->whole = std::make_unique<whole_tenant>();
    tenants.push_back(place.get());
  }
  // Before it is read: what is committed from here on is told.
  peers.line->follow(ref);
  peers.line->counters.channels.store(static_cast<std::int64_t>(channels.size()));
  return *place;
}

void feed_state::load(channel& c) {
  c.loading = true;
  self->request(peers.reader, caf::infinite, load_atom_v, caller{c.ref.tenant, {}, {}, {}}, c.ref)
      .then(
          [this, ref = c.ref, number = c.number](activation& found) {
            if (auto* same = find(ref, number)) loaded(*same, found);
          },
          [this, ref = c.ref, number = c.number](const caf::error& e) {
            if (auto* same = find(ref, number)) end_channel(*same, to_status(e));
          });
}

void feed_state::loaded(channel& c, activation& found) {
  if (!found.record) {
    if (found.erased) return end_channel(c, {errc::erased, "", "The session was erased."});
    return end_channel(c, {errc::not_found, "", "There is no such session."});
  }
  const auto running =
      std::find_if(found.open_turns.begin(), found.open_turns.end(),
                   [](const domain::turn& t) { return t.state == domain::turn_state::running; });
  const bool known = running == found.open_turns.end() ||
                     (c.draft && c.draft->turn_id == running->turn_id) || !supervisor;
  if (known) return opened(c, found.head.last_seq);
  // The row is behind what was streamed: its session has all of it.
  fetch_draft(c, running->turn_id, found.head.last_seq);
}

void feed_state::fetch_draft(channel& c, const std::string& turn_id,
                             std::optional<std::int64_t> opening_with) {
  const auto go_on = [this, ref = c.ref, number = c.number, asked_in = resyncs,
                      opening_with](domain::turn* found) {
    auto* same = find(ref, number);
    if (!same) return;
    // After a resync something may be missing between this answer and what is told next.
    if (found && asked_in == resyncs) draft_found(*same, std::move(*found));
    if (opening_with) return opened(*same, *opening_with);
    wake(*same);
  };
  self->request(supervisor, caf::infinite, find_turn_atom_v, caller{c.ref.tenant, "feed", "", {}},
                c.ref, turn_id)
      .then([go_on](domain::turn_view& found) { go_on(&found.turn); },
            [go_on](const caf::error&) { go_on(nullptr); });
}

/// What was told of it before is in it, and what comes later goes on from it.
void feed_state::draft_found(channel& c, domain::turn found) {
  if (found.state != domain::turn_state::running || c.draft) return;
  c.draft = open_draft{found.turn_id, std::move(found.draft), c.ring.end()};
  const auto before = c.ring.bytes();
  c.ring.push_mark();
  keep_within_bounds(c, before);
}

void feed_state::opened(channel& c, std::int64_t found_head) {
  if (std::exchange(c.load_again, false)) return load(c);
  c.loading = false;
  c.open = true;
  const auto before = c.ring.bytes();
  if (c.head >= 0 && found_head > c.head) c.ring.push_hole(found_head);
  c.head = std::max(c.head, found_head);
  keep_within_bounds(c, before);
  const auto ref = c.ref;
  for (const auto members = c.members; const auto id : members) {
    const auto place = subscribers.find(id);
    if (place != subscribers.end() && place->second.opening) admit(place->second, found_head);
  }
  // The last one may have been refused.
  if (auto* still = find(ref)) wake(*still);
}

void feed_state::told(publication& what) {
  peers.line->leave();
  if (peers.line->overflowed()) resync();
  if (what.ref.id.empty()) return touched(what.ref.tenant);
  told_in_tenant(what);
  auto* c = find(what.ref);
  if (!c) return;
  if (what.over) return end_channel(*c, *what.over);
  const auto before = c->ring.bytes();
  if (what.running) take_running(*c, *what.running);
  for (auto& e : what.events) take(*c, std::move(e));
  if (what.last_seq > std::max<std::int64_t>(c->head, 0)) {
    c->ring.push_hole(what.last_seq);
    c->head = what.last_seq;
  }
  peers.line->counters.published.fetch_add(what.events.size(), std::memory_order_relaxed);
  keep_within_bounds(*c, before);
  wake(*c);
}

void feed_state::take(channel& c, domain::event e) {
  using enum domain::event_type;
  std::int64_t seq = 0;
  switch (e.type) {
    case message_appended:
      seq = e.seq;
      // The load that opened the channel saw it already.
      if (c.head >= seq) return;
      if (c.head >= 0 && seq > c.head + 1) c.ring.push_hole(seq - 1);
      c.head = seq;
      break;
    case message_erased:
      c.ring.blank(e.session_id, e.seq);
      break;
    case draft_started:
      c.draft = open_draft{e.turn_id, {}, c.ring.end()};
      break;
    case chunk:
      if (c.draft && c.draft->turn_id == e.turn_id && c.draft->said.chunks() == e.index) {
        c.draft->said.text += e.text;
        c.draft->said.ends.push_back(static_cast<std::int64_t>(c.draft->said.text.size()));
      }
      std::string().swap(e.text);
      break;
    case draft_ended:
      if (c.draft && c.draft->turn_id == e.turn_id) c.draft.reset();
      break;
    default:
      break;
  }
  c.ring.push(std::make_shared<const domain::event>(std::move(e)), seq);
}

void feed_state::take_running(channel& c, const std::string& turn_id) {
  if (c.draft && c.draft->turn_id != turn_id) {
    // It ended in a commit of which nobody was told.
    c.draft.reset();
    const auto gap = domain::gap_event(c.ref.id, std::nullopt, env->clock->now());
    c.ring.push(std::make_shared<const domain::event>(gap), 0);
  }
  if (!turn_id.empty() && !c.draft && c.open && supervisor) fetch_draft(c, turn_id, {});
}

void feed_state::resync() {
  ++resyncs;
  for (auto& [key, c] : channels) {
    const auto before = c->ring.bytes();
    c->draft.reset();
    const auto gap = domain::gap_event(c->ref.id, std::nullopt, env->clock->now());
    c->ring.push(std::make_shared<const domain::event>(gap), 0);
    keep_within_bounds(*c, before);
    // What is being read may be from before.
    if (c->whole)
      catch_up(*c);
    else if (c->loading)
      c->load_again = true;
    else
      load(*c);
  }
}

void feed_state::end_channel(channel& c, const base::status& why) {
  c.open = c.loading = c.load_again = false;
  c.head = -1;
  c.draft.reset();
  const auto before = c.ring.bytes();
  c.ring.drop_to(0);
  keep_within_bounds(c, before);
  for (const auto members = c.members; const auto id : members) {
    auto& s = subscribers.at(id);
    s.over = why;
    if (s.opening) {
      std::exchange(s.opening, std::nullopt)->fail(why);
      leave(id);
    } else if (s.pull) {
      answer(s, {{}, why});
    }
  }
}

void feed_state::keep_within_bounds(channel& c, std::size_t bytes_before) {
  c.ring.drop_to(options.session_bytes);
  buffered += c.ring.bytes();
  buffered -= bytes_before;
  if (buffered > options.all_bytes) {
    buffered -= c.ring.bytes();
    c.ring.drop_to(0);
  }
  peers.line->counters.buffered.store(static_cast<std::int64_t>(buffered));
}

void feed_state::wake(channel& c) {
  if (!c.open) return;
  for (const auto waiting = std::exchange(c.waiting, {}); const auto id : waiting) {
    const auto place = subscribers.find(id);
    if (place != subscribers.end()) serve(place->second);
  }
}

}  // namespace parley::actors
