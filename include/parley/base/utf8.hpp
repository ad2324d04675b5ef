#pragma once

#include <cstddef>
#include <string_view>

namespace parley::base {

/// True for well-formed UTF-8 (Unicode 15, table 3-7): no overlong form, surrogate or value
/// above U+10FFFF.
bool is_utf8(std::string_view text);

/// Code points of well-formed UTF-8. Every length in parley's rules counts these.
std::size_t code_points(std::string_view text);

/// The first `n` code points of well-formed UTF-8.
std::string_view prefix_code_points(std::string_view text, std::size_t n);

/// True when well-formed UTF-8 is empty or nothing but Unicode white space (property White_Space).
bool is_blank(std::string_view text);

/// True when the text has a C0 or C1 control character or DEL.
bool has_control_characters(std::string_view text);

}  // namespace parley::base
