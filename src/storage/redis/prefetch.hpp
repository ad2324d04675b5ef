#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "parley/storage/submission.hpp"
#include "redis/commands.hpp"
#include "redis/reply.hpp"
#include "storage/redis/server_rows.hpp"
#include "storage/redis/working_rows.hpp"

namespace parley::storage::redis {

/// What a batch is going to look up, as far as it can be foreseen.
class prefetch {
 public:
  explicit prefetch(std::span<const submission> batch);

  /// Adds the questions.
  void send(client::commands& to, const server_rows& server) const;
  /// `answers` begin, at `from`, with those to them.
  void take(const client::replies& answers, std::size_t from, working_rows& rows) const;

 private:
  void look_at(const submission& s);
  void want(const std::string& hash, std::string field) { wanted_[hash].insert(std::move(field)); }

  std::map<std::string, std::set<std::string>> wanted_;  ///< fields by hash
};

}  // namespace parley::storage::redis
