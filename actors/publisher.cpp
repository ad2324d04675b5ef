#include "actors/publisher.hpp"

#include <caf/send.hpp>
#include <functional>

namespace parley::actors {

namespace {

std::size_t hash_of(const storage::session_ref& ref) {
  return std::hash<std::string>{}(ref.tenant) * 31 + std::hash<std::string>{}(ref.id);
}

}  // namespace

feed_line::counter& feed_line::slot(const storage::session_ref& ref) {
  return followers_[hash_of(ref) % slots];
}

const feed_line::counter& feed_line::slot(const storage::session_ref& ref) const {
  return followers_[hash_of(ref) % slots];
}

bool feed_line::enter() {
  if (waiting_.fetch_add(1, std::memory_order_relaxed) < waiting_max_) return true;
  leave();
  // The feed has a mailbox full of publications before it: it looks when it handles the next one.
  overflowed_.store(true);
  return false;
}

void publisher::tell(protocol::publication what) const {
  if (line_->enter()) caf::anon_send(feed_, protocol::publish_atom_v, std::move(what));
}

}  // namespace parley::actors
