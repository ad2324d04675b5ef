#pragma once

#include <string>
#include <string_view>

namespace parley::storage::postgres {

// PostgreSQL's text cannot hold U+0000, which messages may. All text goes into the database with
// U+0000 as U+0001 U+0001 and U+0001 as U+0001 U+0002: nothing is lost, equal texts stay equal and
// the order of bytes stays what it was, so that keys may be written in the same way.

/// Whether a text would be stored differently.
bool needs_escape(std::string_view text);

void append_escaped(std::string& out, std::string_view text);
std::string unescaped(std::string_view stored);

}  // namespace parley::storage::postgres
