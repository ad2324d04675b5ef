#pragma once

#include <map>
#include <string>
#include <vector>

#include "parley/testing/conformance.hpp"
#include "testing/compare/world.hpp"

namespace parley::testing::compare {

/// One of the two stores, with its own names for things.
class side {
 public:
  base::result<void> open(const store_factory& make, const base::clock& clock);
  base::result<void> reopen_writer();

  std::vector<storage::outcome> commit(const std::vector<request>& batch);
  base::result<std::optional<storage::stored_session>> load(const storage::session_ref& ref);
  /// The whole list, by following cursors.
  base::result<std::vector<domain::session_view>> list(storage::session_query query);

  std::int64_t log_of(const storage::session_ref& ref) const;
  std::int64_t key_of(const storage::session_ref& ref) const;
  std::int64_t staged_log_of(const storage::session_ref& ref) const;
  /// The names of the sessions that have open turns, in the order of their keys.
  std::string holders();
  storage::log_reader& log() { return *read_.log; }
  storage::catalog& catalog() { return *read_.catalog; }
  storage::jobs& jobs() { return *read_.jobs; }
  bool has_search() const { return read_.search != nullptr; }
  /// All that is found, by following cursors, as text.
  std::string hits(storage::search_query query);
  void idle() { writer_->idle(); }
  /// The search index has all that is stored, or nothing of what is erased of a log.
  void index();
  void forget(std::int64_t log);

 private:
  struct names {
    std::int64_t key = 0;
    std::int64_t log = 0;
  };
  std::unique_ptr<storage::store> store_;
  std::unique_ptr<storage::log_writer> writer_;
  storage::read_access read_;
  std::unique_ptr<storage::indexer> indexer_;
  /// Fills in what the store calls the session, or its staged rows.
  void address(storage::submission& s, const request& r) const;

  std::map<storage::session_ref, names> names_;
  std::map<storage::session_ref, names> staged_;
};

// What two answers have in common when internal names and words are left out, as text.
std::string describe(const storage::outcome& o);
std::string describe(const base::result<std::optional<storage::idempotent_effect>>& e);
std::string describe(const base::status& s);

}  // namespace parley::testing::compare
