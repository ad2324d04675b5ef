#include "domain/origin.hpp"
#include "domain/record_fields.hpp"
#include "domain/rules.hpp"
#include "parley/domain/encode.hpp"

namespace parley::domain {

json time_or_null(const std::optional<base::timestamp>& t) {
  return t ? json(base::format_time(*t)) : json(nullptr);
}

void merge_unknown(json& into, const json& extra) {
  if (!extra.is_object()) return;
  for (const auto& [key, value] : extra.items())
    if (!into.contains(key)) into[key] = value;
}

json encode(const participant& p) {
  json out = {{"participant_id", p.id},
              {"participant_type", to_string(p.type)},
              {"participant_role", or_null(p.role)},
              {"metadata", p.metadata},
              {"joined_at", base::format_time(p.joined_at)},
              {"left_at", time_or_null(p.left_at)}};
  merge_unknown(out, p.extra);
  return out;
}

json session_fields(const session_view& s) {
  const auto& r = s.record;
  json participants = json::array();
  for (const auto& p : r.participants) participants.push_back(encode(p));
  json forked_from = nullptr;
  if (r.forked_from)
    forked_from = {{"session_id", r.forked_from->session_id}, {"seq", r.forked_from->seq}};
  return {{"session_id", r.session_id},
          {"tenant_id", r.tenant_id},
          {"conversation_id", r.conversation_id},
          {"user_id", or_null(r.user_id)},
          {"session_type", to_string(r.type)},
          {"session_key", r.session_key},
          {"participants", std::move(participants)},
          {"parent_session_id", or_null(r.parent_session_id)},
          {"root_session_id", or_null(r.root_session_id)},
          {"depth", r.depth},
          {"status", to_string(r.status)},
          {"created_at", base::format_time(r.created_at)},
          {"last_activity", base::format_time(s.last_activity())},
          {"closed_at", time_or_null(r.closed_at)},
          {"message_count", s.message_count()},
          {"turn_count", r.turn_count},
          {"last_seq", s.at.last_seq},
          {"round", r.round},
          {"system_prompt", or_null(r.system_prompt)},
          {"forked_from", std::move(forked_from)},
          {"continues", or_null(r.continues)},
          {"revision", r.revision},
          {"metadata", r.metadata},
          {"format_version", r.format_version}};
}

json encode(const session_view& s) {
  auto out = session_fields(s);
  merge_unknown(out, s.record.extra);
  out.erase(origin_field);
  return out;
}

}  // namespace parley::domain
