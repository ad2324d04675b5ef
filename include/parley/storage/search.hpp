#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "parley/base/status.hpp"
#include "parley/base/time.hpp"

namespace parley::storage {

/// Words joined by "and". A word is a run of letters and digits; upper and lower case and accents
/// make no difference. What stands between double quotes must follow one another. Chinese, Japanese
/// and Korean text is taken character by character, so a part of it is found anywhere, as if quoted.
struct search_query {
  std::string tenant;
  std::string text;
  std::optional<std::string> session;
  std::optional<std::string> user;      ///< owner of the session
  /// Continues behind a page: its `next`, which says nothing of what others have.
  std::optional<std::int64_t> before;
  std::int64_t items_max = 50;
  std::int64_t rows_examined_max = 20000;
  friend bool operator==(const search_query&, const search_query&) = default;
};

/// A message that has every word. One that several histories share is that of the session in which it
/// was written, or, when that is gone, of the oldest fork that still has it; with a filter by session,
/// of that one.
struct search_hit {
  std::string session_id;
  std::int64_t seq = 0;
  std::string snippet;  ///< some words around the first match; matches stand in [ ]
  double score = 0;     ///< share of the message's words that were asked for, 0 to 1
  friend bool operator==(const search_hit&, const search_hit&) = default;
};

/// The newest first, in the order of commits. May be short, even empty, with a `next`.
struct search_page {
  std::vector<search_hit> items;
  std::optional<std::int64_t> next;
  base::timestamp indexed_upto{};  ///< all that was stored before it is found
  friend bool operator==(const search_page&, const search_page&) = default;
};

/// How far the index is.
struct index_state {
  std::int64_t behind = 0;         ///< messages of all tenants that are stored and not indexed
  base::timestamp indexed_upto{};  ///< see search_page
  friend bool operator==(const index_state&, const index_state&) = default;
};

/// The read side of the `search` facet. Used by one thread. Hits are read from the store before they
/// are given, so that nothing is shown that was erased.
class search {
 public:
  virtual ~search() = default;

  /// invalid_argument (field `q`) for a text without a word.
  virtual base::result<search_page> find(const search_query& query) = 0;
};

/// The write side: follows the log of commits into a file of its own. One per store, used by one
/// thread. The index holds nothing that the store does not have, and is made again when it is
/// missing, damaged, of another version or of another store.
class indexer {
 public:
  virtual ~indexer() = default;

  /// Indexes the next messages, at most so many; how far it is then. Not synced: after a crash
  /// it goes on from where the disk is.
  virtual base::result<index_state> advance(std::int64_t rows_max) = 0;

  /// Removes what must not be found of a log any more: rows that no history reaches, and erased
  /// messages. To be called before the rows themselves go. Afterwards nothing of them is in the
  /// index's files, synced.
  virtual base::result<void> forget(std::int64_t log) = 0;
};

}  // namespace parley::storage
