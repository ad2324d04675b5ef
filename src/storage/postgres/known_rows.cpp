#include "storage/postgres/known_rows.hpp"

#include <charconv>

namespace parley::storage::postgres {
namespace {

/// "LOG:UPTO,LOG:UPTO", ascending.
segments read_shared(std::string_view text, std::int64_t own) {
  std::vector<segment> shared;
  while (!text.empty()) {
    segment run;
    const auto* const end = text.data() + text.size();
    const auto log = std::from_chars(text.data(), end, run.log);
    const auto upto = std::from_chars(log.ptr + 1, end, run.upto);
    shared.push_back(run);
    text.remove_prefix(static_cast<std::size_t>(upto.ptr - text.data()));
    if (!text.empty()) text.remove_prefix(1);
  }
  return segments{std::move(shared), own};
}

}  // namespace

relational::known_message read_known(const row& r) {
  relational::known_message known;
  known.entry = {r.integer(1), r.text(2), true, r.optional_text(4),
                 base::from_micros(r.integer(5))};
  known.body_digest = r.digest(3);
  known.erased = r.integer(6) == static_cast<std::int64_t>(domain::message_status::erased);
  return known;
}

const std::string sessions_by_key = R"sql(
SELECT s.key, s.log, s.revision, s.turn_count, s.round, s.shared_upto, s.touched_at, s.status,
  s.created_at, s.tenant, s.session_id, s.agents,
  CASE WHEN s.shared_upto > 0 THEN (SELECT string_agg(g.shared || ':' || g.upto, ',' ORDER BY g.upto)
    FROM segment g WHERE g.log = s.log) END,
  m.seq, m.received_at
FROM unnest($1::bigint[]) AS k (key) JOIN session s ON s.key = k.key
LEFT JOIN LATERAL (SELECT seq, received_at FROM message WHERE log = s.log ORDER BY seq DESC LIMIT 1) m
  ON true
)sql";

void take_session(const row& r, known_rows& rows) {
  known_rows::session found;
  auto& s = found.row;
  const auto log = s.log = r.integer(1);
  s.revision = r.integer(2);
  s.turn_count = r.integer(3);
  s.round = r.integer(4);
  s.shared_upto = r.integer(5);
  s.touched_at = base::from_micros(r.integer(6));
  found.facts = {static_cast<domain::session_status>(r.integer(7)),
                 base::from_micros(r.integer(8))};
  s.address = {r.text(9), r.text(10)};
  s.agents = r.text(11);
  rows.histories.insert_or_assign(log, read_shared(r.raw(12), log));
  rows.heads[log] =
      r.is_null(13) ? std::nullopt
                    : std::optional{domain::head{r.integer(13), base::from_micros(r.integer(14))}};
  rows.sessions.insert_or_assign(r.integer(0), std::move(found));
}

}  // namespace parley::storage::postgres
