#pragma once

#include <string>

#include "context/talk_generator.hpp"

namespace parley::testing_context {

/// What a run of cases has seen.
struct view_tally {
  std::int64_t cases = 0;
  std::int64_t refused = 0;  ///< what is mandatory did not fit
  std::int64_t whole = 0;    ///< nothing was left out
};
std::string to_string(const view_tally& seen);

/// Asks for views of one conversation: a request, a source and a counter that the generator
/// chooses, and for them several budgets, retrieved texts and sizes of pages. Says what is wrong;
/// empty when nothing.
std::string check_views(const talk& t, talk_generator& g, int budgets, view_tally& seen);

}  // namespace parley::testing_context
