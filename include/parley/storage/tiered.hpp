#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

#include "parley/base/limits.hpp"
#include "parley/storage/store.hpp"

namespace parley::storage {

/// What moves sessions works with; see move_order. Used by one thread.
struct tier_access {
  std::unique_ptr<log_writer> archive_writer;
  read_access hot;
  read_access archive;
  /// Raised by who moves before a session departs from the archive, so that a list which has read
  /// the hot store before that and the archive after it is read again.
  std::shared_ptr<std::atomic<std::uint64_t>> returns;
};

/// Keys and logs of the archive as readers of both stores know them: negative. 0 is none.
constexpr std::int64_t in_archive(std::int64_t number) { return -number; }
constexpr bool is_archived(std::int64_t number) { return number < 0; }

/// A hot store and an archive, which may be any two, seen as one. All writes go into the hot one;
/// who wants to write into a session that is in the archive has it moved back before. A session
/// that is in both, which it is for a moment while it moves, is that of the hot store. Lists are
/// those of both, merged in their order; searches give the hits of the hot store first; counts are
/// added, so a session in its last step of a move counts twice for a moment. Idempotency-Keys,
/// jobs and settings are those of the hot store; receipts are looked for in the archive, too.
///
/// Places of `sent_by` and of searches in the archive look different from those in the hot store;
/// drivers give such places below 2^61 and 2^62. `sent_by` reads the archive first, from a
/// `person_receipt::upto` on the hot store. `moving` is that of the hot store. Search is there when
/// both have it.
class tiered_store : public store {
 public:
  tiered_store(std::unique_ptr<store> hot, std::unique_ptr<store> archive,
               const base::limits& limits = {});
  ~tiered_store() override;

  /// "sqlite+postgres"
  std::string driver() const override;
  std::string durability() const override;

  /// Of the hot store. Takes the archive as well, and before it returns brings to an end what moves
  /// were under way when the process before ended: what was staged is forgotten, a session that is
  /// in both departs from the archive, a mark without another copy goes. That may be repeated.
  base::result<std::unique_ptr<log_writer>> open_writer() override;
  base::result<read_access> open_reader() override;

  /// Of both: `advance` goes on in the one and in the other, `forget` takes logs as readers give
  /// them. Null when neither needs one.
  base::result<std::unique_ptr<indexer>> open_indexer() override;

  /// Once after each `open_writer`, else conflict.
  base::result<tier_access> open_tiers();

 private:
  std::unique_ptr<store> hot_;
  std::unique_ptr<store> archive_;
  base::limits limits_;
  std::unique_ptr<log_writer> archive_writer_;  ///< until somebody takes it
  std::shared_ptr<std::atomic<std::uint64_t>> returns_;
};

/// Opens both as `open_store` does. invalid_argument (field `archive.uri`) when both URIs are the
/// same, but for `memory:`, which is a new store each time, or when only the archive is `memory:`;
/// what is wrong with the archive's has that field, too. Two URIs that are written differently may
/// lead to one store of PostgreSQL: that cannot be seen here.
base::result<std::unique_ptr<tiered_store>> open_tiers(const std::string& hot_uri,
                                                       const std::string& archive_uri,
                                                       const open_options& options);

}  // namespace parley::storage
