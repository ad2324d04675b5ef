#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <set>
#include <vector>

#include "parley/base/limits.hpp"
#include "parley/storage/store.hpp"

namespace parley::storage::tiered {

/// The read facets of both stores, of one thread.
struct both_stores {
  read_access hot;
  read_access archive;
  std::shared_ptr<const std::atomic<std::uint64_t>> returns;  ///< see tier_access
  base::limits limits;
};

/// Those of some sessions, found in the archive, that the hot store has as well. Only what the
/// archive has marked can be in both, so mostly nothing is looked up.
base::result<std::set<session_ref>> in_hot_too(both_stores& stores,
                                               const std::vector<session_ref>& archived);

/// Sees to it that what was read of the hot store and then of the archive fits together: a session
/// that came back in between may be missing in both. `settled` is asked after each reading of both.
class settling {
 public:
  explicit settling(both_stores& stores) : stores_(stores), before_(stores.returns->load()) {}

  /// Whether what was read can be given: nobody came back, and who is in both was known to be when
  /// it was read. Says yes after some tries, whatever happened: sessions that come back faster than
  /// both can be read are a moment late or twice in a list.
  base::result<bool> settled(const std::vector<session_ref>& archived);

  /// Whose copy in the archive does not count.
  const std::set<session_ref>& in_both() const { return in_both_; }

 private:
  both_stores& stores_;
  std::uint64_t before_;
  int tries_left_ = 8;
  std::set<session_ref> in_both_;
};

}  // namespace parley::storage::tiered
