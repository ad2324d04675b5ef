#include "actors/publisher.hpp"

#include <caf/send.hpp>
#include <functional>

namespace parley::actors {

std::size_t feed_line::slot(std::string_view tenant, std::string_view id) {
  const std::hash<std::string_view> hash;
  return (hash(tenant) * 31 + hash(id)) % slots;
}

std::size_t feed_line::mark(std::string_view tenant) {
  return std::hash<std::string_view>{}(tenant) % marks;
}

bool feed_line::enter() {
  if (waiting_.fetch_add(1, std::memory_order_relaxed) < waiting_max_) return true;
  leave();
  // The feed has a mailbox full of publications before it: it looks when it handles the next one.
  overflowed_.store(true);
  return false;
}

bool feed_line::enter_spare() {
  return waiting_.load(std::memory_order_relaxed) < waiting_max_ / 2 && enter();
}

void publisher::tell(protocol::publication what) const {
  if (line_->enter()) caf::anon_send(feed_, protocol::publish_atom_v, std::move(what));
}

void publisher::tell_spare(protocol::publication what) const {
  if (line_->enter_spare())
    caf::anon_send(feed_, protocol::publish_atom_v, std::move(what));
}

void publisher::touch(const std::string& tenant) const {
  if (!line_->touch(tenant)) return;
  if (line_->enter())
    caf::anon_send(feed_, protocol::publish_atom_v,
                   protocol::publication{{tenant, ""}, {}, 0, {}, {}});
  else
    line_->untouch(tenant);  // the feed looks at all that it follows
}

}  // namespace parley::actors
