#pragma once

#include <string>

#include "parley/base/clock.hpp"
#include "parley/base/limits.hpp"
#include "parley/base/status.hpp"
#include "redis/options.hpp"

namespace parley::storage::redis {

namespace client = parley::redis;

struct options {
  client::options server;
  std::string prefix = "parley:";  ///< of every key of the store; nothing else is touched
  std::string index_path;          ///< file of the search index; empty: named by the store
  bool evicts = false;             ///< a server that may evict keys is accepted
  bool index = true;               ///< keep a search index
  base::limits limits;
  const base::clock* clock = &base::system_clock();
};

/// Reads what `client::read_uri` does, with these parameters among its own: `prefix=TEXT` (1 to 64
/// visible ASCII characters without `{ } * ? [ ] \`), `index=FILE` and `eviction=accepted`.
/// invalid_argument, field `store.uri`; no text of an error shows what was given.
base::result<options> read_uri(const std::string& uri);

}  // namespace parley::storage::redis
