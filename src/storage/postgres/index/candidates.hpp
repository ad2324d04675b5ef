#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "parley/storage/search.hpp"
#include "storage/postgres/reader_connection.hpp"
#include "storage/segments.hpp"

namespace parley::storage::postgres {

/// Where answers to a question may be.
struct search_scope {
  bool impossible = false;
  std::optional<segments> history;    ///< of the session that it is about
  std::vector<std::int64_t> logs;     ///< none: all of the tenant
  std::vector<std::int64_t> buckets;  ///< in descending order
  base::timestamp indexed_upto{};
};

base::result<search_scope> find_scope(reader_connection& c, const search_query& query);

/// A message that has every key; what the text says is still to be asked.
struct candidate {
  std::int64_t position = 0;
  bool is_shown = false;  ///< there, and the query's filters let it pass
  std::string session_id{};
  std::int64_t seq = 0;
  std::string content{};
};

/// At most `wanted`, the newest first, below `before`, in these buckets (which descend).
base::result<std::vector<candidate>> find_candidates(reader_connection& c,
                                                     const search_query& query,
                                                     const search_scope& scope,
                                                     const std::vector<std::int64_t>& buckets,
                                                     const std::vector<std::int64_t>& hashes,
                                                     std::int64_t before, std::int64_t wanted);

}  // namespace parley::storage::postgres
