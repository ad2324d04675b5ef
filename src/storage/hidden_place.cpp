#include "parley/storage/hidden_place.hpp"

#include <string>

#include "parley/base/digest.hpp"

namespace parley::storage {
namespace {

constexpr int rounds = 4;
constexpr int half_bits = 31;
constexpr std::uint32_t half_mask = (1u << half_bits) - 1;

struct halves {
  std::uint32_t left;
  std::uint32_t right;
};

halves split(std::int64_t value) {
  const auto bits = static_cast<std::uint64_t>(value);
  return {static_cast<std::uint32_t>(bits >> half_bits) & half_mask,
          static_cast<std::uint32_t>(bits) & half_mask};
}

std::int64_t join(halves h) {
  return static_cast<std::int64_t>(std::uint64_t{h.left} << half_bits | h.right);
}

}  // namespace

std::uint32_t hidden_places::mix(int round, std::uint32_t half) const {
  const auto digest = base::digest_of(std::to_string(secret_) + ':' + std::to_string(round) + ':' +
                                      std::to_string(half));
  std::uint32_t mixed = 0;
  for (int i = 0; i < 4; ++i) mixed = mixed << 8 | digest[static_cast<std::size_t>(i)];
  return mixed & half_mask;
}

std::int64_t hidden_places::hide(std::int64_t place) const {
  auto h = split(place);
  for (int round = 0; round < rounds; ++round) h = {h.right, h.left ^ mix(round, h.right)};
  return join(h);
}

std::int64_t hidden_places::reveal(std::int64_t hidden) const {
  auto h = split(hidden);
  for (int round = rounds; round-- > 0;) h = {h.right ^ mix(round, h.left), h.left};
  return join(h);
}

}  // namespace parley::storage
