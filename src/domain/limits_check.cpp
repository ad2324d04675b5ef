#include "domain/parts.hpp"
#include "parley/domain/records.hpp"

namespace parley::domain {

namespace {

std::int64_t json_bytes(const json& value) {
  return static_cast<std::int64_t>(canonical(value).size());
}

}  // namespace

base::result<void> check_limits(const session& s, const base::limits& limits) {
  if (static_cast<std::int64_t>(s.participants.size()) > limits.participants)
    return base::fail(over_limit("participants", limits.participants, "participants"));
  for (std::size_t i = 0; i < s.participants.size(); ++i)
    if (json_bytes(s.participants[i].metadata) > limits.metadata_bytes)
      return base::fail(over_limit("participants[" + std::to_string(i) + "].metadata",
                                   limits.metadata_bytes, "bytes as JSON"));
  if (s.depth > limits.tree_depth)
    return base::fail(over_limit("depth", limits.tree_depth, "levels below the root"));
  const auto prompt = s.system_prompt ? static_cast<std::int64_t>(s.system_prompt->size()) : 0;
  if (prompt > limits.system_prompt_bytes)
    return base::fail(over_limit("system_prompt", limits.system_prompt_bytes, "bytes"));
  if (json_bytes(s.metadata) > limits.metadata_bytes)
    return base::fail(over_limit("metadata", limits.metadata_bytes, "bytes as JSON"));
  return {};
}

base::result<void> check_limits(const message& m, const base::limits& limits) {
  if (static_cast<std::int64_t>(m.metadata.text.size()) > limits.metadata_bytes)
    return base::fail(over_limit("metadata", limits.metadata_bytes, "bytes as JSON"));
  return check_message_size(write_message(m), "", limits);
}

}  // namespace parley::domain
