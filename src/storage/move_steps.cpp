#include "parley/storage/move_steps.hpp"

#include <utility>

namespace parley::storage {
namespace {

submission step(const session_ref& session, move_order::phase what, std::uint64_t epoch) {
  submission s;
  s.session = session;
  s.epoch = epoch;
  s.move.emplace().step = what;
  return s;
}

session_ref ref_of(const stored_session& session) {
  return {session.record.tenant_id, session.record.session_id};
}

submission arrive(const moving_session& moving, staged_rows there, domain::session record,
                  std::uint64_t epoch) {
  auto s = step(ref_of(moving.from), move_order::phase::arrive, epoch);
  s.key = there.key;
  s.log = there.log;
  s.expected_last_seq = moving.rows.last_seq;
  s.create = std::move(record);
  s.move->erasures = moving.erasures;
  s.move->days = moving.rows.days;
  return s;
}

submission depart(const moving_session& moving, std::int64_t rows_kept_ms, std::uint64_t epoch) {
  auto s = step(ref_of(moving.from), move_order::phase::depart, epoch);
  s.key = moving.from.key;
  s.log = moving.from.log;
  s.expected_last_seq = moving.rows.last_seq;
  s.move->revision = moving.from.record.revision;
  s.move->rows_kept_ms = rows_kept_ms;
  s.move->erasures = moving.erasures;
  s.move->days = moving.rows.days;
  return s;
}

}  // namespace

submission check_in_hot(const stored_session& session, std::int64_t erasures, std::uint64_t epoch) {
  auto s = step(ref_of(session), move_order::phase::check, epoch);
  s.key = session.key;
  s.log = session.log;
  s.expected_last_seq = session.head.last_seq;
  s.move->revision = session.record.revision;
  s.move->erasures = erasures;
  return s;
}

submission stage_step(const session_ref& session, staged_rows there, move_order page,
                      std::uint64_t epoch) {
  auto s = step(session, move_order::phase::stage, epoch);
  s.key = there.key;
  s.log = there.log;
  page.step = move_order::phase::stage;
  *s.move = std::move(page);
  return s;
}

submission arrive_in_archive(const moving_session& moving, staged_rows there, std::uint64_t epoch) {
  auto s = arrive(moving, there, archived(moving.from.record), epoch);
  s.move->marked = true;
  return s;
}

submission arrive_in_hot(const moving_session& moving, staged_rows there, bool below_parent,
                         std::uint64_t epoch) {
  auto s = arrive(moving, there, moving.from.record, epoch);
  s.move->below_parent = below_parent;
  return s;
}

submission mark_in_archive(const stored_session& session, std::uint64_t epoch) {
  auto s = step(ref_of(session), move_order::phase::mark, epoch);
  s.key = session.key;
  s.log = session.log;
  return s;
}

submission unmark_in_archive(const session_ref& session, std::uint64_t epoch) {
  return step(session, move_order::phase::unmark, epoch);
}

submission depart_from_hot(const moving_session& moving, std::int64_t rows_kept_ms,
                           std::uint64_t epoch) {
  return depart(moving, rows_kept_ms, epoch);
}

submission depart_from_archive(const moving_session& moving, std::int64_t rows_kept_ms,
                               std::uint64_t epoch) {
  auto s = depart(moving, rows_kept_ms, epoch);
  s.move->returned = true;
  return s;
}

submission forget_step(const session_ref& session, std::uint64_t epoch) {
  return step(session, move_order::phase::forget, epoch);
}

base::result<bool> has_or_erased(log_reader& hot, const session_ref& session) {
  const auto found = hot.load(session);
  if (!found) return base::fail(found.error());
  if (*found) return true;
  const auto receipt = hot.find_erasure(session);
  if (!receipt) return base::fail(receipt.error());
  return receipt->has_value();
}

domain::session archived(domain::session record) {
  if (record.status == domain::session_status::archived) return record;
  record.status = domain::session_status::archived;
  ++record.revision;
  return record;
}

}  // namespace parley::storage
