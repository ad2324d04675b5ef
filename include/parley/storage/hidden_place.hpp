#pragma once

#include <cstdint>

namespace parley::storage {

/// Places in the order of all commits as a tenant is given them, to continue a search or to come back
/// to a stream: a place itself would tell how much others write. A permutation of the numbers below
/// 2^62, keyed by a secret of the store: a Feistel network of four rounds (Luby and Rackoff, 1988)
/// over SHA-256.
class hidden_places {
 public:
  explicit hidden_places(std::int64_t secret) : secret_(secret) {}

  /// Of a place from 0 to 2^62 - 1.
  std::int64_t hide(std::int64_t place) const;
  /// The inverse; of what `hide` did not give, any place.
  std::int64_t reveal(std::int64_t hidden) const;

 private:
  std::uint32_t mix(int round, std::uint32_t half) const;

  std::int64_t secret_;
};

}  // namespace parley::storage
