#include <algorithm>

#include "actors/feed.hpp"

namespace parley::actors {

using namespace protocol;
using base::errc;
using domain::event_type;

namespace {

constexpr std::int64_t page_messages = 500;

void give(event_batch& into, std::size_t& bytes, std::shared_ptr<const domain::event> what,
          std::int64_t cursor) {
  bytes += what->bytes();
  into.items.push_back({std::move(what), cursor});
}

/// Whether the store may give it a moment later.
bool passes(const base::status& why) {
  return why.code != errc::erased && why.code != errc::not_found;
}

}  // namespace

void feed_state::serve(subscriber& s) {
  if (!s.pull) return;
  if (s.over) return answer(s, {{}, *s.over});
  if (s.of->open && !s.behind) {
    event_batch batch;
    std::size_t bytes = 0;
    while (bytes < options.part_bytes &&
           (resend_chunk(s, batch, bytes) || take_next(s, batch, bytes)))
      continue;
    if (!batch.items.empty()) return answer(s, std::move(batch));
  }
  if (s.behind) want_page(s);
  s.of->waiting.push_back(s.id);
}

bool feed_state::resend_chunk(subscriber& s, event_batch& into, std::size_t& bytes) {
  const auto& draft = s.of->draft;
  // One that ended is not sent on: what is left of it is in its message.
  if (!draft || draft->turn_id != s.draft_turn) s.resend_upto = 0;
  if (s.draft_next >= s.resend_upto) return false;
  const auto index = s.draft_next++;
  auto e =
      domain::chunk_event(s.of->ref.id, draft->turn_id, draft->said, index, env->clock->now());
  give(into, bytes, std::make_shared<const domain::event>(std::move(e)), s.cursor);
  return true;
}

/// Whether it has not been told of it, and can be: chunks come in their order.
bool feed_state::is_wanted(subscriber& s, const feed_ring::entry& next) {
  if (!next.what) return false;
  if (next.seq > 0) {
    const bool is_new = next.seq > s.cursor;
    s.cursor = std::max(s.cursor, next.seq);
    return is_new;
  }
  const auto& e = *next.what;
  if (s.of->whole) return is_wanted_of_tenant(s, e);
  if (e.type != event_type::chunk) return true;
  // Behind chunks that it missed it has the message, or all of the draft again.
  if (e.index != (e.turn_id == s.draft_turn ? s.draft_next : 0)) return false;
  if (e.turn_id != s.draft_turn) s.resend_upto = 0;
  s.draft_turn = e.turn_id;
  s.draft_next = e.index + 1;
  return true;
}

/// Moves on by one event; false when there is none, or when what follows is to be read.
bool feed_state::take_next(subscriber& s, event_batch& into, std::size_t& bytes) {
  auto& ring = s.of->ring;
  if (!ring.holds(s.at)) {
    s.behind = true;
    peers.line->counters.fell_behind.fetch_add(1, std::memory_order_relaxed);
    return false;
  }
  s.lost_seen = ring.lost();
  if (s.at == ring.end()) return false;
  const auto& next = ring.at(s.at);
  if (!next.what && next.seq > s.cursor) {
    s.behind = true;
    return false;
  }
  if (s.of->whole && next.what && misses_chunks(s, *next.what)) return false;
  const bool is_mark = !next.what && next.seq == 0;
  if (is_wanted(s, next)) give(into, bytes, next.what, s.cursor);
  const auto before = ring.bytes();
  s.at = ring.advance(s.at);
  buffered -= before - ring.bytes();
  if (is_mark) begin_draft(s);
  return true;
}

void feed_state::begin_draft(subscriber& s) {
  const auto& c = *s.of;
  if (!c.draft) return;
  if (s.draft_turn != c.draft->turn_id) {
    // All of it is among what it is told anyway.
    if (c.ring.holds(s.at) && s.at <= c.draft->started_at) return;
    s.draft_turn = c.draft->turn_id;
    s.draft_next = 0;
  }
  s.resend_upto = c.draft->said.chunks();
}

void feed_state::answer(subscriber& s, event_batch batch) {
  auto to = std::exchange(s.pull, std::nullopt);
  const bool over = batch.over.has_value();
  if (const auto& whole = s.of->whole)
    for (auto& d : batch.items) d.cursor = storage::cursor_of(d.cursor, whole->secret);
  s.told_at = env->clock->monotonic();
  peers.line->counters.delivered.fetch_add(batch.items.size(), std::memory_order_relaxed);
  to->deliver(std::move(batch));
  if (over) leave(s.id);
}

void feed_state::want_page(subscriber& s) {
  if (s.reading || s.retry || !s.behind) return;
  s.reading = true;
  if (reads < options.reads_at_once) return read_page(s);
  reads_waiting.push_back(s.id);
}

void feed_state::read_page(subscriber& s) {
  ++reads;
  // Before it is read: what is told from here on is behind it.
  if (!s.of->ring.holds(s.at)) s.at = s.of->ring.rejoin();
  if (s.of->whole) return read_tenant_page(s);
  storage::page_request wanted;
  wanted.after = s.cursor;
  wanted.items_max = page_messages;
  wanted.bytes_max = static_cast<std::int64_t>(options.part_bytes);
  const auto& ref = s.of->ref;
  self->request(peers.reader, caf::infinite, history_atom_v, caller{ref.tenant, {}, {}, {}}, ref,
                wanted)
      .then([this, id = s.id](message_page& page) { page_read(id, page); },
            [this, id = s.id](const caf::error& e) { page_failed(id, to_status(e)); });
}

void feed_state::next_read() {
  --reads;
  while (reads < options.reads_at_once && !reads_waiting.empty()) {
    const auto place = subscribers.find(reads_waiting.front());
    reads_waiting.pop_front();
    if (place != subscribers.end()) read_page(place->second);
  }
}

void feed_state::page_read(std::uint64_t id, message_page& page) {
  next_read();
  const auto place = subscribers.find(id);
  if (place == subscribers.end()) return;
  auto& s = place->second;
  auto& ring = s.of->ring;
  s.reading = false;
  peers.line->counters.pages.fetch_add(1, std::memory_order_relaxed);
  // A heartbeat was sooner: it is read again when it is asked for again.
  if (!s.pull) return;
  event_batch batch;
  std::size_t bytes = 0;
  for (const auto& m : page.items) {
    s.cursor = m.seq;
    auto e = domain::message_event(s.of->ref.id, m);
    give(batch, bytes, std::make_shared<const domain::event>(std::move(e)), s.cursor);
  }
  if (s.cursor >= page.last_seq && ring.holds(s.at)) {
    s.behind = false;
    tell_lost(s, batch, bytes);
    begin_draft(s);
    // A message that was told is there; one that is not, is nowhere.
    if (page.items.empty() && s.at != ring.end() && !ring.at(s.at).what &&
        ring.at(s.at).seq > s.cursor) {
      const auto before = ring.bytes();
      s.at = ring.advance(s.at);
      buffered -= before - ring.bytes();
    }
  }
  std::erase(s.of->waiting, id);
  if (batch.items.empty()) return serve(s);
  answer(s, std::move(batch));
}

/// Events without a message that were dropped while it was behind.
void feed_state::tell_lost(subscriber& s, event_batch& into, std::size_t& bytes) {
  const auto all = s.of->ring.lost();
  const auto lost = all - std::exchange(s.lost_seen, all);
  if (lost == 0) return;
  const auto gap = domain::gap_event(s.of->ref.id, lost, env->clock->now());
  give(into, bytes, std::make_shared<const domain::event>(gap), s.cursor);
  peers.line->counters.dropped.fetch_add(lost, std::memory_order_relaxed);
}

void feed_state::page_failed(std::uint64_t id, const base::status& why) {
  next_read();
  const auto place = subscribers.find(id);
  if (place == subscribers.end()) return;
  auto& s = place->second;
  s.reading = false;
  if (passes(why)) {
    s.retry = true;
    return;
  }
  s.over = why;
  std::erase(s.of->waiting, id);
  serve(s);
}

}  // namespace parley::actors
