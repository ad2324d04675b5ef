#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "parley/base/status.hpp"

namespace parley::tools {

/// Text from outside for a terminal: control characters, which could move the cursor or worse, are
/// shown as \xNN. Line feeds and tabs stay.
std::string printable(std::string_view text);

/// The first `width` code points of one line; what is cut away is marked.
std::string one_line(std::string_view text, std::size_t width);

/// Columns as wide as their widest cell; the first row is the heading.
std::string table_text(const std::vector<std::vector<std::string>>& rows);

/// "3 messages", "1 message".
std::string counted(std::int64_t n, std::string_view noun);

/// Writes everything to stdout; fails when nobody reads it any more or the disk is full.
base::result<void> write_stdout(std::string_view bytes);

}  // namespace parley::tools
