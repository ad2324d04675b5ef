#include "parley/context/rounds.hpp"

namespace parley::context {

bool is_due(std::int64_t round, const round_rules& rules) {
  if (round == rules.first || round == rules.meta) return true;
  return round > rules.meta && (round - rules.meta) % rules.every == 0;
}

}  // namespace parley::context
