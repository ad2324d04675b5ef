#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "parley/base/status.hpp"
#include "parley/storage/job.hpp"

namespace parley::storage {

/// Dead letters of a tenant, newest first.
struct dead_query {
  std::string tenant;
  std::optional<std::int64_t> before;  ///< ids below this only
  std::int64_t items_max = 50;
  friend bool operator==(const dead_query&, const dead_query&) = default;
};

/// What is to be done.
struct due_jobs {
  /// By (not_before, id). Of the waiting jobs of one kind and subject only the first, by id: those
  /// behind it wait for it, whatever their not_before.
  std::vector<job> items;
  /// When the next one is due that is not now; absent when nothing waits for a time to come.
  std::optional<base::timestamp> next;
  friend bool operator==(const due_jobs&, const due_jobs&) = default;
};

/// The read side of the `jobs` facet. Used by one thread, sees committed data only.
class jobs {
 public:
  virtual ~jobs() = default;

  /// Those with not_before at or before `now`, at most `items_max`.
  virtual base::result<due_jobs> due(base::timestamp now, std::int64_t items_max) = 0;

  virtual base::result<std::vector<job>> dead(const dead_query& query) = 0;

  /// By id, whatever its state; nullopt when there is none of this tenant.
  virtual base::result<std::optional<job>> find(const std::string& tenant, std::int64_t id) = 0;
};

}  // namespace parley::storage
