#include "storage/redis/identity.hpp"

#include "redis/failure.hpp"

namespace parley::storage::redis {
namespace {

using parley::redis::failure;

constexpr auto advice =
    ": stop this process, look after the server's files, and start it again when they are back or "
    "their loss is accepted";

}  // namespace

void identity::saw(std::int64_t commit) {
  auto known = commit_.load();
  while (known < commit && !commit_.compare_exchange_weak(known, commit)) {
  }
}

void identity::check(const parley::redis::reply_view& found, std::int64_t least) const {
  if (torn_)
    throw failure::damaged(
        "a commit was written in part: stop this process and run `parley doctor` on the store");
  const auto id = found[0].text_or_nil();
  if (!id)
    throw failure::damaged(std::string("the server does not have the store any more") + advice);
  if (*id != id_) throw failure::damaged(std::string("the server has another store now") + advice);
  const auto commit = found[1].integer();
  if (commit < least)
    throw failure::damaged("the server is at commit " + std::to_string(commit) + ", and " +
                           std::to_string(least) + " was acknowledged" + advice);
}

}  // namespace parley::storage::redis
