#pragma once

#include <memory>
#include <string>

#include "parley/base/clock.hpp"
#include "parley/base/limits.hpp"
#include "parley/base/status.hpp"
#include "parley/storage/catalog.hpp"
#include "parley/storage/jobs.hpp"
#include "parley/storage/log.hpp"
#include "parley/storage/search.hpp"

namespace parley::storage {

/// The read facets of one thread.
struct read_access {
  std::unique_ptr<log_reader> log;
  std::unique_ptr<parley::storage::catalog> catalog;
  std::unique_ptr<parley::storage::jobs> jobs;
  std::unique_ptr<parley::storage::search> search;  ///< null: the driver lacks the facet
};

/// An opened store. Its methods are called from any thread; what they give belongs to one thread
/// and must be gone before the store is.
class store {
 public:
  virtual ~store() = default;

  /// "sqlite", "postgres", "redis", "json", "memory".
  virtual std::string driver() const = 0;

  /// What an acknowledgement is worth here, for operators, as it was when the store was opened: a
  /// sentence without its full stop. Empty when it is what the driver always promises.
  virtual std::string durability() const { return {}; }

  /// Takes the store for this process and raises its epoch. Once only.
  virtual base::result<std::unique_ptr<log_writer>> open_writer() = 0;
  virtual base::result<read_access> open_reader() = 0;

  /// Takes the search index; once at a time. Null when the driver needs none, or has no search.
  virtual base::result<std::unique_ptr<indexer>> open_indexer() { return nullptr; }
};

struct open_options {
  base::limits limits;
  const base::clock* clock = nullptr;  ///< null: the machine's
  bool index = true;                   ///< follow the log of commits with a search index
  std::string owner_note;              ///< told to whom finds the store taken ("http://127.0.0.1:8420")
};

/// Opens `memory:`, `sqlite:PATH` (created when missing), `postgres://...` (a database, in which a
/// schema is made), `redis://...` (also `rediss:` and `redis+unix:`; keys behind a prefix) or
/// `json:DIR` (a folder, made when missing). unavailable when another process owns the file, with a
/// text that says who, or when the server cannot be reached; invalid_argument (field `store.uri`)
/// for any other URI.
base::result<std::unique_ptr<store>> open_store(const std::string& uri, const open_options& options);

}  // namespace parley::storage
