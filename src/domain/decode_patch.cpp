#include "domain/parts.hpp"

namespace parley::domain {

namespace {

bool has(const json& value, const char* name) { return value.is_object() && value.contains(name); }

}  // namespace

base::result<session_patch> decode_session_patch(const json& value, const base::limits& limits) {
  object_reader in{value, "", limits, unknown_fields::refuse};
  session_patch out;
  // In a patch a null is not the same as an absent field: it removes.
  auto user = in.optional_text("user_id", name_rule);
  if (has(value, "user_id")) out.user_id = std::move(user);
  auto prompt = read_system_prompt(in);
  if (has(value, "system_prompt")) out.system_prompt = std::move(prompt);
  auto metadata = in.object("metadata");
  if (metadata.is_object()) in.take(check_metadata(metadata, "metadata", limits));
  if (has(value, "metadata")) out.metadata = std::move(metadata);
  if (auto done = in.end(); !done) return base::fail(std::move(done.error()));
  return out;
}

}  // namespace parley::domain
