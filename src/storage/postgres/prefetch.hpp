#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <span>
#include <vector>

#include "storage/postgres/known_rows.hpp"
#include "storage/postgres/pipeline.hpp"

namespace parley::storage::postgres {

/// Asks in one round trip for what will be looked up for a batch.
class prefetch {
 public:
  explicit prefetch(std::span<const submission> batch);

  /// Adds its statements to a pipeline.
  void send(pipeline& to);
  /// Takes in what they found, from all results of that pipeline.
  void take(const std::vector<result>& results, known_rows& rows) const;

 private:
  void look_at(const submission& s);

  std::set<std::int64_t> keys_;
  std::set<known_rows::place> ids_;
  std::set<known_rows::effect_key> effects_;
  std::set<session_ref> names_;
  std::set<session_ref> moving_;
  std::size_t sessions_at_ = 0;
  std::size_t ids_at_ = 0;
  std::size_t effects_at_ = 0;
  std::size_t names_at_ = 0;
  std::size_t moving_at_ = 0;
};

}  // namespace parley::storage::postgres
