#pragma once

#include <string>
#include <vector>

#include "parley/base/limits.hpp"
#include "parley/base/status.hpp"
#include "parley/domain/decode.hpp"
#include "parley/domain/message.hpp"
#include "parley/domain/session.hpp"

namespace parley::domain {

// Lines of JSON Lines files, in and out (WIRE.md, Terminal).

/// A conversation of a chat transcript: `{"conversation_id", "messages"}`, ready to be created and
/// appended. Message ids are `<conversation>:<n>` when absent. A message whose chat form would not
/// be what was read keeps the original as its `item`, so that the export is exact.
struct chat_conversation {
  session_request session;  ///< session_id set; unknown top-level fields in metadata `import`
  std::vector<message> messages;
};
base::result<chat_conversation> read_chat_line(const json& value, const base::limits& limits);

/// One line of a chat export.
json write_chat_line(const std::string& conversation_id, const std::vector<message>& messages);

/// The kinds of lines of a parley export, by their field `kind`.
enum class line_kind { header, session, message, summary, end, chat, session_file, unknown };
line_kind kind_of_line(const json& value);

}  // namespace parley::domain
