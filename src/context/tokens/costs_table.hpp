#pragma once

#include <string_view>

namespace parley::context {

/// How many tokens a code point up to U+1FFFF has on its own, as runs.hpp reads them: B one, C two,
/// D three, E four; A: none, for surrogates. Ideographs and rare scripts carry the most of the 64
/// code points that share all but the last byte of their UTF-8.
extern const std::string_view cost_runs;

}  // namespace parley::context
