#pragma once

#include <cstdint>
#include <string_view>

namespace parley::context {

/// What a word says about the language around it.
enum class familiarity : std::uint8_t { none, western, english };

/// Of a word of ASCII letters, whatever their case: whether it is among the 250 most common of
/// English, or the 100 of German, French, Spanish, Portuguese, Italian and Dutch. Those of English
/// are one token each in cl100k_base and o200k_base, with a small or a capital initial, with or
/// without a blank before it.
familiarity familiarity_of(std::string_view word);

}  // namespace parley::context
