#include "parley/domain/fork.hpp"

#include "domain/origin.hpp"
#include "parley/domain/keys.hpp"

namespace parley::domain {

std::optional<bool> cuts_group(const message& next) {
  if (next.role == "tool") return true;
  if (next.role == "assistant") return false;
  return std::nullopt;
}

base::status inside_group(std::int64_t at_seq) {
  return {base::errc::invalid_argument, "at_seq",
          "A result of a tool call follows seq " + std::to_string(at_seq) +
              ". A fork is allowed before the call or after its last result."};
}

session fork_session(const session& origin, std::int64_t at_seq, const std::string& id,
                     base::timestamp now) {
  session out;
  out.session_id = id;
  out.tenant_id = origin.tenant_id;
  out.conversation_id = origin.conversation_id;
  out.user_id = origin.user_id;
  out.type = origin.type;
  out.participants = origin.participants;
  out.session_key = session_key(out.type, id, out.participants);
  out.created_at = now;
  out.touched_at = now;
  out.system_prompt = origin.system_prompt;
  out.forked_from = fork_origin{origin.session_id, at_seq};
  out.continues = origin.continues;
  out.metadata = origin.metadata;
  // No request creates it: a creation under its id finds another session.
  out.extra[origin_field] = {{"fork", true}};
  return out;
}

bool same_fork(const fork_origin& wanted, const session& stored) {
  return stored.forked_from == wanted;
}

}  // namespace parley::domain
