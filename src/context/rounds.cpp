#include "parley/context/rounds.hpp"

#include <algorithm>

namespace parley::context {

bool is_due(std::int64_t round, const round_rules& rules) {
  if (round == rules.first || round == rules.meta) return true;
  return round > rules.meta && (round - rules.meta) % rules.every == 0;
}

std::int64_t last_due(std::int64_t before, std::int64_t round, const round_rules& rules) {
  std::int64_t newest = 0;
  if (rules.first <= round) newest = rules.first;
  if (rules.meta <= round)
    newest = std::max(newest, rules.meta + (round - rules.meta) / rules.every * rules.every);
  return newest > before ? newest : 0;
}

}  // namespace parley::context
