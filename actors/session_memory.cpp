#include "actors/session_memory.hpp"

#include <caf/binary_deserializer.hpp>
#include <caf/binary_serializer.hpp>
#include <stdexcept>

namespace parley::actors {

namespace {

/// Two allocations and their slack for each entry of a JSON object or array.
constexpr std::size_t json_entry_bytes = 112;

std::size_t size_of(const std::optional<std::string>& text) { return text ? text->size() : 0; }

std::size_t size_of(const domain::json& value) {
  std::size_t bytes = 0;
  if (value.is_string()) bytes += value.get_ref<const std::string&>().size();
  if (value.is_structured()) {
    bytes += json_entry_bytes;
    for (const auto& [key, element] : value.items())
      bytes += json_entry_bytes + key.size() + size_of(element);
  }
  return bytes;
}

}  // namespace

std::vector<char> pack(session_memory& m) {
  std::vector<char> bytes;
  bytes.reserve(m.newest.bytes() + static_cast<std::size_t>(bytes_of(m.turns)) + 2048);
  caf::binary_serializer sink{nullptr, bytes};
  if (sink(m)) throw std::logic_error("a session's memory cannot be packed");
  bytes.shrink_to_fit();
  return bytes;
}

session_memory unpack(const std::vector<char>& bytes) {
  session_memory m;
  caf::binary_deserializer source{nullptr, bytes};
  if (source(m)) throw std::logic_error("a session's memory cannot be unpacked");
  return m;
}

std::int64_t bytes_of(const domain::session& record) {
  auto bytes = record.session_id.size() + record.tenant_id.size() + record.conversation_id.size() +
               size_of(record.user_id) + record.session_key.size() +
               size_of(record.parent_session_id) + size_of(record.root_session_id) +
               size_of(record.system_prompt) + size_of(record.metadata) + size_of(record.extra);
  for (const auto& p : record.participants)
    bytes += sizeof(p) + p.id.size() + size_of(p.role) + size_of(p.metadata) + size_of(p.extra);
  return static_cast<std::int64_t>(bytes);
}

std::int64_t bytes_of(const domain::turn_desk& turns) {
  std::size_t bytes = 0;
  for (const auto& t : turns.open())
    bytes += sizeof(t) + t.question.bytes() + t.draft.text.size() + t.draft.ends.size() * 8;
  return static_cast<std::int64_t>(bytes);
}

}  // namespace parley::actors
