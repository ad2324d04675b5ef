#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "parley/storage/submission.hpp"
#include "redis/commands.hpp"
#include "redis/reply.hpp"
#include "storage/redis/row_cache.hpp"
#include "storage/redis/server_rows.hpp"
#include "storage/redis/working_rows.hpp"

namespace parley::storage::redis {

/// What a batch is going to look up, as far as it can be foreseen and is not in the cache.
class prefetch {
 public:
  prefetch(std::span<const submission> batch, const row_cache& cache);

  /// Nothing is left to be asked.
  bool empty() const { return wanted_.empty(); }

  /// Adds the questions.
  void send(client::commands& to, const server_rows& server) const;
  /// `answers` begin, at `from`, with those to them.
  void take(const client::replies& answers, std::size_t from, working_rows& rows) const;

 private:
  void look_at(const submission& s);
  void want(const std::string& hash, std::string field);

  const row_cache& cache_;
  std::map<std::string, std::vector<std::string>> wanted_;  ///< fields by hash
};

}  // namespace parley::storage::redis
