#include "storage/effect.hpp"

#include <algorithm>
#include <chrono>

#include "parley/domain/records.hpp"

namespace parley::storage {

idempotent_effect effect_of_part(const submission& s, const append_part& part, std::int64_t log,
                                 const std::vector<appended>& entries, base::timestamp at) {
  idempotent_effect effect;
  effect.body_digest = part.once->body_digest;
  effect.session_id = s.session.id;
  effect.log = log;
  effect.note = part.note;
  for (const auto& entry : entries) effect.seqs.push_back(entry.seq);
  effect.all_known =
      std::all_of(entries.begin(), entries.end(), [](const auto& e) { return e.known; });
  effect.at = at;
  return effect;
}

idempotent_effect effect_of_record(const submission& s, const idempotency& once, std::int64_t log,
                                   const domain::session& record, const domain::head& head,
                                   base::timestamp at) {
  idempotent_effect effect;
  effect.body_digest = once.body_digest;
  effect.session_id = s.session.id;
  effect.log = log;
  effect.record = domain::canonical(domain::write_session({record, head}));
  effect.at = at;
  return effect;
}

bool is_kept(base::timestamp at, base::timestamp now, const base::limits& limits) {
  return now - at < std::chrono::seconds{limits.idempotency_s};
}

}  // namespace parley::storage
