#include "domain/parts.hpp"

namespace parley::domain {

base::result<participant> decode_participant(const json& value, const std::string& prefix,
                                             const base::limits& limits, unknown_fields policy) {
  object_reader in{value, prefix, limits, policy};
  participant out;
  out.id = in.text("participant_id", name_rule);
  out.type = in.name("participant_type", parse_participant_type, allowed_participant_types());
  out.role = in.optional_text("participant_role", role_rule);
  // Older records have agents without a role; no request may make one.
  if (in.strict() && out.type == participant_type::agent && !out.role)
    in.refuse(broken(in.path("participant_role"),
                     "given for an agent: " + std::string{role_rule.allowed}));
  out.metadata = in.metadata();
  if (!in.strict()) {
    out.joined_at = in.time("joined_at").value_or(base::timestamp{});
    out.left_at = in.time("left_at");
  }
  if (auto done = in.end(&out.extra); !done) return base::fail(std::move(done.error()));
  return out;
}

base::result<participant> decode_participant(const json& value, const base::limits& limits,
                                             unknown_fields policy) {
  return decode_participant(value, "", limits, policy);
}

}  // namespace parley::domain
