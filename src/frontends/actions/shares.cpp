#include "frontends/actions/shares.hpp"

namespace parley::frontends::actions {

namespace {

constexpr std::uint64_t round = 32;
constexpr std::uint64_t normal_every = 7;

}  // namespace

std::size_t first_of_turn(std::uint64_t turn) {
  const auto place = turn % round;
  if (place == round - 1) return 2;
  return place % normal_every == normal_every - 1 ? 1 : 0;
}

std::string plan_of_turns(std::uint64_t turn, std::size_t count) {
  std::string plan;
  for (std::size_t i = 0; i < count; ++i) plan += static_cast<char>('0' + first_of_turn(turn + i));
  return plan;
}

}  // namespace parley::frontends::actions
