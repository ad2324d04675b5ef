#pragma once

#include <optional>
#include <string>

#include "parley/base/status.hpp"
#include "redis/connection.hpp"
#include "storage/redis/options.hpp"

namespace parley::storage::redis {

/// What a server was set up to do, read when a store is opened.
struct server_facts {
  std::string version;  ///< "7.0.15"; empty: it does not say
  bool is_replica = false;
  bool is_cluster = false;
  // What CONFIG says, which a provider or an ACL may forbid: then they are not known.
  std::optional<std::string> appendonly;
  std::optional<std::string> appendfsync;
  std::optional<std::string> unsynced_rewrites;  ///< no-appendfsync-on-rewrite
  std::optional<std::string> eviction;           ///< maxmemory-policy
};

/// Throws `failure`.
server_facts read_facts(client::connection& c);

/// invalid_argument (field `store.uri`) for a server that evicts keys, unless the options accept
/// that, for one that is older than 6.0, and for one in cluster mode.
base::result<void> check(const server_facts& facts, const options& opts);

/// What durability that gives, in one line.
std::string durability(const server_facts& facts);

}  // namespace parley::storage::redis
