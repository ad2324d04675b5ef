#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <string>

#include "redis/reply.hpp"

namespace parley::storage::redis {

// The hash `store` has: `id` of the store, `version` of its structures, `epoch`, `commit` (the
// number of the last commit), and the next numbers `session`, `log`, `position` and `job`.

/// What this process knows of a store, so that a server which came back without what was
/// acknowledged is noticed, be it empty, older or another store. Shared by threads.
class identity {
 public:
  explicit identity(std::string id) : id_(std::move(id)) {}

  const std::string& id() const { return id_; }

  /// The last commit that was acknowledged or read by this process.
  std::int64_t commit() const { return commit_; }
  void saw(std::int64_t commit);

  /// `found` are `id` and `commit` as the server answered, `least` is what `commit()` was before it
  /// was asked. Throws `failure` when the server has lost something.
  void check(const parley::redis::reply_view& found, std::int64_t least) const;

 private:
  std::string id_;
  std::atomic<std::int64_t> commit_ = 0;
};

}  // namespace parley::storage::redis
