#include "storage/redis/derived.hpp"

#include "storage/page_bounds.hpp"
#include "storage/redis/structures.hpp"

namespace parley::storage::redis {

std::vector<place> places_of(const session_entry& e) {
  const auto& [tenant, id] = e.row.address;
  const auto at = base::to_micros(e.facts.created_at);
  std::vector<place> found{{orders::created, key{}.text(tenant).number(at).rest(id)}};
  const auto listed = [&](const std::string& order, const std::optional<std::string>& value) {
    if (value) found.emplace_back(order, key{}.text(tenant).text(*value).number(at).rest(id));
  };
  listed(orders::user, e.user);
  listed(orders::status, std::to_string(static_cast<int>(e.facts.status)));
  listed(orders::conversation, e.conversation);
  listed(orders::root, e.root);
  listed(orders::parent, e.parent);
  return found;
}

std::vector<place> places_of(const job& j) {
  std::vector<place> found{
      {orders::job_of,
       key{}.rest(subject_of(j)).byte(static_cast<std::uint8_t>(j.state)).number(j.id)}};
  if (j.state == job_state::dead)
    found.emplace_back(orders::dead, key{}.text(j.tenant).number(j.id));
  return found;
}

std::vector<place> places_of(std::int64_t session, const domain::turn& t,
                             const std::string& tenant) {
  std::vector<place> found{
      {orders::question, key{}.number(session).text(t.question.message_id).number(t.ordinal)}};
  if (!t.ended()) found.emplace_back(orders::open_turn, key{}.number(session).number(t.ordinal));
  if (const auto& asker = domain::asker_of(t))
    found.emplace_back(orders::asker,
                       key{}.text(tenant).text(*asker).number(session).number(t.ordinal));
  return found;
}

std::vector<place> places_of(std::int64_t log, std::int64_t number, const summary_row& row) {
  return {{orders::summary_at,
           key{}.number(log).byte(row.stale ? 1 : 0).number(row.to_seq).number(number)}};
}

std::vector<place> places_of(const std::string& name, const idempotent_effect& e) {
  const auto tenant = key_reader{name}.text();
  return {{orders::effect_age, key{}.number(base::to_micros(e.at)).rest(name)},
          {orders::effect_of, key{}.text(tenant).text(e.session_id).rest(name)}};
}

std::vector<place> places_of(const segments& history) {
  std::vector<place> found;
  for (const auto& run : history.ranges(1, seq_max))
    if (run.log != history.own())
      found.emplace_back(orders::sharer,
                         key{}.number(run.log).number(run.to).number(history.own()));
  return found;
}

place place_of(const std::string& tenant, const tombstone& t) {
  return {orders::tombstone_part, key{}.text(tenant).text(t.part_of).rest(t.receipt.subject)};
}

place place_of(const std::string& tenant, const receipt_row& r) {
  return {orders::receipt_part, key{}
                                    .text(tenant)
                                    .text(r.part_of)
                                    .byte(static_cast<std::uint8_t>(r.receipt.kind))
                                    .rest(r.receipt.subject)};
}

std::string active_member(const session_ref& session, base::timestamp at) {
  return key{}.text(session.tenant).number(base::to_micros(at)).rest(session.id);
}

std::string subject_of(const job& j) {
  return key{}.text(j.tenant).text(j.session_id).byte(static_cast<std::uint8_t>(j.kind));
}

std::string due_member(const job& j) {
  return key{}.number(base::to_micros(j.not_before)).number(j.id);
}

}  // namespace parley::storage::redis
