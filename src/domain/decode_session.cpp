#include <unordered_set>

#include "domain/parts.hpp"
#include "parley/domain/creation.hpp"
#include "parley/domain/keys.hpp"

namespace parley::domain {

std::string_view demanded_by(session_type type) {
  switch (type) {
    case session_type::user_to_mc:
      return "a user and a master_controller";
    case session_type::mc_to_agent:
      return "a master_controller and an agent";
    case session_type::agent_to_agent:
      return "two agents";
    case session_type::user_to_agent:
      return "a user and an agent";
  }
  return "";
}

std::vector<participant> read_participants(object_reader& in, const json& list) {
  const auto policy = in.strict() ? unknown_fields::refuse : unknown_fields::keep;
  std::vector<participant> out;
  for (std::size_t i = 0; i < list.size() && in.ok(); ++i) {
    const auto prefix = in.path("participants") + '[' + std::to_string(i) + "].";
    out.push_back(in.take(decode_participant(list[i], prefix, in.limits(), policy)));
  }
  std::unordered_set<std::string_view> ids;
  for (std::size_t i = 0; i < out.size() && in.ok(); ++i)
    if (!ids.insert(out[i].id).second)
      in.refuse(broken(in.path("participants") + '[' + std::to_string(i) + "].participant_id",
                       "unique within the session"));
  return out;
}

void check_satisfies(object_reader& in, session_type type,
                     const std::vector<participant>& participants) {
  if (in.ok() && !satisfies(type, participants))
    in.refuse(broken(in.path("participants"), "what " + std::string{to_string(type)} +
                                                  " needs: at least " +
                                                  std::string{demanded_by(type)}));
}

std::optional<std::string> read_system_prompt(object_reader& in) {
  auto prompt = in.optional_text("system_prompt", any_rule);
  const auto max = in.limits().system_prompt_bytes;
  if (prompt && in.strict() && static_cast<std::int64_t>(prompt->size()) > max)
    in.refuse(over_limit(in.path("system_prompt"), max, "bytes"));
  return prompt;
}

namespace {

/// Type and participants: both or neither.
void read_sides(object_reader& in, session_request& out) {
  const auto* participants = in.find("participants");
  const bool typed = in.find("session_type") != nullptr;
  if (!participants && !typed) {
    out.participants = implied_participants();
    return;
  }
  if (!participants || !participants->is_array() || participants->empty())
    return in.refuse(broken(in.path("participants"), "a list of at least one participant"));
  const auto max = in.limits().participants;
  if (static_cast<std::int64_t>(participants->size()) > max)
    return in.refuse(over_limit(in.path("participants"), max, "participants"));
  out.type = in.name("session_type", parse_session_type, allowed_session_types());
  out.participants = read_participants(in, *participants);
  check_satisfies(in, out.type, out.participants);
}

}  // namespace

base::result<session_request> decode_session_request(const json& value,
                                                     const base::limits& limits) {
  object_reader in{value, "", limits, unknown_fields::refuse};
  session_request out;
  out.session_id = in.optional_text("session_id", id_rule);
  out.conversation_id = in.optional_text("conversation_id", id_rule);
  out.user_id = in.optional_text("user_id", name_rule);
  read_sides(in, out);
  out.parent_session_id = in.optional_text("parent_session_id", id_rule);
  out.system_prompt = read_system_prompt(in);
  out.metadata = in.metadata();
  if (auto done = in.end(); !done) return base::fail(std::move(done.error()));
  // The default said aloud equals the default.
  if (out.conversation_id == out.session_id) out.conversation_id.reset();
  return out;
}

}  // namespace parley::domain
