#pragma once

#include <cstdint>
#include <functional>
#include <istream>
#include <string>

#include "parley/base/status.hpp"

namespace parley::tools {

/// What one request of an import carries: whole conversations.
struct import_chunk {
  std::string lines;
  std::int64_t first_line = 1;  ///< of the file
  std::int64_t bytes_read = 0;  ///< of the file, when this chunk is done
};

using chunk_consumer = std::function<base::result<void>(import_chunk)>;

/// Cuts JSON Lines into chunks of about `chunk_bytes`, each of whole conversations: a chat line is
/// one, and in a parley export a session and what follows it. The first line decides which it is.
/// A conversation above `conversation_bytes_max` is too_large. The `end` line of an export stays
/// behind: it speaks of the whole file, and check_export has looked at it.
base::result<void> cut_lines(std::istream& in, std::int64_t chunk_bytes,
                             std::int64_t conversation_bytes_max, const chunk_consumer& take);

}  // namespace parley::tools
