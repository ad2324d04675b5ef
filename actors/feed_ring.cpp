#include "actors/feed_ring.hpp"

#include <utility>

namespace parley::actors {

namespace {

bool is_elsewhere(const feed_ring::entry& e) {
  return !e.what || e.what->type == domain::event_type::message_appended ||
         e.what->type == domain::event_type::chunk;
}

}  // namespace

feed_ring::position feed_ring::join() {
  ++at_end_;
  return end();
}

feed_ring::position feed_ring::rejoin() {
  --overtaken_;
  if (entries_.empty()) return join();
  ++entries_.front().readers;
  return first_;
}

void feed_ring::leave(position at) {
  if (!holds(at)) {
    --overtaken_;
    return;
  }
  --(at == end() ? at_end_ : entries_[at - first_].readers);
  trim();
}

feed_ring::position feed_ring::advance(position from) {
  const auto to = from + 1;
  --entries_[from - first_].readers;
  ++(to == end() ? at_end_ : entries_[to - first_].readers);
  trim();
  return to;
}

void feed_ring::push(std::shared_ptr<const domain::event> what, std::int64_t seq) {
  const auto bytes = sizeof(entry) + what->bytes();
  add({std::move(what), seq, bytes});
}

void feed_ring::push_hole(std::int64_t seq) { add({nullptr, seq, sizeof(entry)}); }

void feed_ring::add(entry e) {
  e.readers = std::exchange(at_end_, 0);
  bytes_ += e.bytes;
  entries_.push_back(std::move(e));
  trim();
}

/// What nobody waits for in front is had by all, but by those who were overtaken.
void feed_ring::trim() {
  while (!entries_.empty() && entries_.front().readers == 0) remove_first();
}

void feed_ring::remove_first() {
  if (overtaken_ > 0 && !is_elsewhere(entries_.front())) ++lost_;
  bytes_ -= entries_.front().bytes;
  entries_.pop_front();
  ++first_;
}

void feed_ring::drop_to(std::size_t bytes_max) {
  while (bytes_ > bytes_max) {
    overtaken_ += entries_.front().readers;
    remove_first();
  }
  trim();
}

void feed_ring::clear(entry& e) {
  bytes_ -= e.bytes - sizeof(entry);
  e.bytes = sizeof(entry);
  e.what = nullptr;
}

void feed_ring::blank(const std::string& session_id, std::int64_t seq) {
  for (auto& e : entries_)
    if (e.what && e.what->type == domain::event_type::message_appended && e.what->seq == seq &&
        e.what->session_id == session_id)
      clear(e);
}

void feed_ring::forget(const std::string& session_id) {
  for (auto& e : entries_)
    if (e.what && e.what->session_id == session_id) clear(e);
}

}  // namespace parley::actors
