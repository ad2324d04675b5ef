#pragma once

#include <string_view>

namespace parley::context {

/// The classes of all code points from 0 to U+10FFFF, as runs.hpp reads them. Signs: O other,
/// L letter without case (Lm, Lo), U upper (Lu, Lt), W lower (Ll), M mark, N number, S white space,
/// R carriage return and line feed; A: so many pairs of U and W.
extern const std::string_view category_runs;

}  // namespace parley::context
