#include "domain/origin.hpp"
#include "domain/rules.hpp"
#include "parley/base/digest.hpp"
#include "parley/domain/creation.hpp"

namespace parley::domain {

namespace {

json essence(const participant& p) {
  return {{"id", p.id},
          {"type", to_string(p.type)},
          {"role", or_null(p.role)},
          {"metadata", p.metadata}};
}

/// Digest of everything that a creation says, with its defaults said aloud.
std::string digest_of(const session_request& request, const std::string& session_id,
                      const std::optional<std::string>& inherited_user) {
  json all = {{"conversation_id", request.conversation_id.value_or(session_id)},
              {"user_id", or_null(request.user_id ? request.user_id : inherited_user)},
              {"session_type", to_string(request.type)},
              {"participants", json::array()},
              {"parent_session_id", or_null(request.parent_session_id)},
              {"system_prompt", or_null(request.system_prompt)},
              {"metadata", request.metadata}};
  for (const auto& p : request.participants) all["participants"].push_back(essence(p));
  base::sha256 hash;
  hash.update(canonical(all));
  return hash.hex();
}

/// For records that do not tell (imported, upgraded): the request that would make them now.
session_request request_for(const session& stored) {
  session_request out;
  out.conversation_id = stored.conversation_id;
  out.user_id = stored.user_id;
  out.type = stored.type;
  out.participants = stored.participants;
  out.parent_session_id = stored.parent_session_id;
  out.system_prompt = stored.system_prompt;
  out.metadata = stored.metadata;
  return out;
}

}  // namespace

json origin_of(const session_request& request, const std::string& session_id,
               const std::optional<std::string>& inherited_user) {
  return {{"request", digest_of(request, session_id, inherited_user)},
          {"user_id", or_null(inherited_user)}};
}

bool same_creation(const session_request& request, const session& stored) {
  const auto origin = stored.extra.find(origin_field);
  if (origin == stored.extra.end() || !origin->is_object())
    return digest_of(request, stored.session_id, stored.user_id) ==
           digest_of(request_for(stored), stored.session_id, std::nullopt);
  std::optional<std::string> inherited;
  const auto user = origin->find("user_id");
  if (user != origin->end() && user->is_string()) inherited = user->get<std::string>();
  return *origin == origin_of(request, stored.session_id, inherited);
}

}  // namespace parley::domain
