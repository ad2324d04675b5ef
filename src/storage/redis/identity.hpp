#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <string>

#include "redis/reply.hpp"

namespace parley::storage::redis {

// The hash `store` has: `id` of the store, `version` of its structures, `epoch`, `owner` (a name
// for who raised it), `commit` (the number of the last commit), and the next numbers `session`,
// `log`, `position` and `job`.

/// An ownership that was taken: whoever takes the next one has a higher epoch. The name tells two
/// apart of which a server that came back older has forgotten one.
struct claim {
  std::uint64_t epoch = 0;
  std::string owner;
};

/// What this process knows of a store, so that a server which came back without what was
/// acknowledged is noticed, be it empty, older or another store. Shared by threads.
class identity {
 public:
  explicit identity(std::string id) : id_(std::move(id)) {}

  const std::string& id() const { return id_; }

  /// The last commit that was acknowledged or read by this process.
  std::int64_t commit() const { return commit_; }
  void saw(std::int64_t commit);

  /// A commit was written in part, so that nothing is to be built on what is there.
  void torn() { torn_ = true; }

  /// `found` are `id` and `commit` as the server answered, `least` is what `commit()` was before it
  /// was asked. Throws `failure` when the server has lost something.
  void check(const parley::redis::reply_view& found, std::int64_t least) const;

 private:
  std::string id_;
  std::atomic<std::int64_t> commit_ = 0;
  std::atomic<bool> torn_ = false;
};

}  // namespace parley::storage::redis
