#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace parley::context {

/// A line that begins or ends a fenced block: at least three backticks or tildes.
struct fence {
  char sign = '`';
  std::size_t length = 0;
  std::string_view info;  ///< what stands behind them, without blanks around it

  /// Whether this line ends a block that `opening` has begun.
  bool closes(const fence& opening) const {
    return info.empty() && sign == opening.sign && length >= opening.length;
  }
};
std::optional<fence> fence_of(std::string_view line);

/// The text without blanks and carriage returns around it.
std::string_view trimmed(std::string_view text);

/// Equal but for the case of ASCII letters.
bool same_word(std::string_view a, std::string_view b);

/// Lines with their newline, so that all together are the text.
std::vector<std::string_view> lines_of(std::string_view text);

}  // namespace parley::context
