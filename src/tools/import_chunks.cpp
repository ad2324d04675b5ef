#include "import_chunks.hpp"

#include <utility>

#include "line_reader.hpp"
#include "parley/domain/json.hpp"
#include "parley/domain/transcript.hpp"

namespace parley::tools {

namespace {

domain::line_kind kind_of(const std::string& line) {
  const auto value = domain::parse_json(line);
  return value ? domain::kind_of_line(*value) : domain::line_kind::unknown;
}

bool is_blank(const std::string& line) {
  return line.find_first_not_of(" \t\r\n") == std::string::npos;
}

}  // namespace

base::result<void> cut_lines(std::istream& in, std::int64_t chunk_bytes,
                             std::int64_t conversation_bytes_max, const chunk_consumer& take) {
  line_reader reader(in, conversation_bytes_max);
  import_chunk chunk;
  bool is_export = false;
  bool decided = false;

  for (;;) {
    const auto before = reader.bytes();
    const auto found = reader.next();
    if (found == line_reader::found::end) break;
    const auto& line = reader.line();
    if (found == line_reader::found::too_long) {
      return base::fail(base::errc::too_large, "",
                        "line " + std::to_string(reader.number()) + " is longer than " +
                            std::to_string(conversation_bytes_max) + " bytes");
    }
    auto kind = domain::line_kind::chat;
    if (!is_blank(line) && (is_export || !decided)) {
      kind = kind_of(line);
      if (!decided) is_export = kind == domain::line_kind::header;
      decided = true;
    }
    if (is_export && kind == domain::line_kind::end) continue;
    const bool begins_one = !is_export || kind == domain::line_kind::session;
    const auto size = static_cast<std::int64_t>(chunk.lines.size());
    if (size > 0 && begins_one && size + static_cast<std::int64_t>(line.size()) > chunk_bytes) {
      chunk.bytes_read = before;
      if (auto taken = take(std::exchange(chunk, {})); !taken) return taken;
    }
    if (chunk.lines.empty()) chunk.first_line = reader.number();
    chunk.lines += line;
    if (static_cast<std::int64_t>(chunk.lines.size()) > conversation_bytes_max) {
      return base::fail(base::errc::too_large, "",
                        "the conversation before line " + std::to_string(reader.number()) +
                            " is larger than " + std::to_string(conversation_bytes_max) +
                            " bytes, the limit of one request (limits.import_bytes)");
    }
  }
  if (chunk.lines.empty()) return {};
  chunk.bytes_read = reader.bytes();
  return take(std::move(chunk));
}

}  // namespace parley::tools
