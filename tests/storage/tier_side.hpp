#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "storage/tier_moves.hpp"
#include "testing/compare/world.hpp"

namespace parley::tests {

/// A store under comparison, addressed by the names of sessions: what its own numbers for them are
/// it is asked each time. One of two tiers brings a session back before it is written to.
class tier_side {
 public:
  /// `tiered` may be null: then it is the plain store `one`.
  base::result<void> open(std::unique_ptr<storage::store> one, storage::tiered_store* tiered);
  base::result<void> reopen_writer();

  std::vector<storage::outcome> commit(const std::vector<testing::compare::request>& batch);

  /// Into the archive; false when it stays.
  bool archive(const storage::session_ref& ref);
  /// What could not be done that must always be possible; empty: nothing.
  const std::string& trouble() const { return trouble_; }
  bool is_archived(const storage::session_ref& ref);
  tier_moves& moves() { return *moves_; }
  storage::tier_access& tiers() { return tiers_; }
  std::uint64_t epoch() const { return writer_->epoch(); }

  /// Does all purges that are due; then takes every other job that waits away.
  void purge();
  void drop_jobs();

  storage::read_access& read() { return read_; }

  // What is found, in an order of its own, because that of commits is another one in each store.
  std::vector<domain::session_view> list(storage::session_query query);
  std::string holders();
  std::string waiting();
  std::string hits(storage::search_query query);
  std::string sent(const std::string& tenant, const std::string& user, std::int64_t rows_max);
  std::string asked(const std::string& tenant, const std::string& user);

 private:
  struct names {
    std::int64_t key = 0;
    std::int64_t log = 0;
  };
  void make_hot(const testing::compare::request& r);
  void recall_all(const std::string& tenant);
  void recall(const storage::session_ref& ref);
  void learn(const storage::session_ref& ref);
  void purge(storage::log_writer& writer, storage::jobs& jobs, bool archived);
  void fail(const std::string& what, const base::status& why);
  void index();

  std::unique_ptr<storage::store> store_;
  storage::tiered_store* tiered_ = nullptr;
  std::unique_ptr<storage::log_writer> writer_;
  storage::tier_access tiers_;
  std::unique_ptr<tier_moves> moves_;
  storage::read_access read_;
  std::unique_ptr<storage::indexer> indexer_;
  std::map<storage::session_ref, names> names_;
  std::string trouble_;
};

}  // namespace parley::tests
