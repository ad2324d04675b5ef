#include "storage/tier_moves.hpp"

#include <utility>

namespace parley::tests {

using namespace storage;

namespace {

session_ref ref_of(const moving_session& moving) {
  return {moving.from.record.tenant_id, moving.from.record.session_id};
}

}  // namespace

base::result<outcome> tier_moves::commit(log_writer& writer, submission s) {
  if (commits_left_-- <= 0) {
    commits_left_ = -1;
    return base::fail(base::errc::unavailable, "", "the process has ended");
  }
  auto o = writer.commit({&s, 1}).front();
  if (o.kind != commit::committed) return base::fail(o.error);
  return o;
}

base::result<moving_session> tier_moves::look(log_reader& from, const session_ref& ref) {
  auto found = from.load(ref);
  if (!found) return base::fail(found.error());
  if (!*found) return base::fail(base::errc::not_found, "", "it is not there");
  const auto state = from.summary_state_of((*found)->log);
  if (!state) return base::fail(state.error());
  return moving_session{std::move(**found), state->erasures, {}};
}

base::result<staged_rows> tier_moves::copy(moving_session& moving, const way& along) {
  const auto& from = moving.from;
  staged_rows there;
  history_walk walk{from.key, from.log, from.head.last_seq, limits};
  while (!walk.done()) {
    auto page = walk.next(along.from);
    if (!page) return base::fail(page.error());
    const auto staged = commit(
        along.writer, stage_step(ref_of(moving), there, std::move(**page), along.writer.epoch()));
    if (!staged) return base::fail(staged.error());
    there = {staged->key, staged->log};
  }
  moving.rows = walk.sum();
  const auto read = sum_history(along.to, {there.key, there.log, from.head.last_seq, {}});
  if (!read) return base::fail(read.error());
  if (*read != moving.rows) return base::fail(base::errc::internal, "", "the copy differs");
  const auto rest = sum_history(
      along.from, {from.key, from.log, from.head.last_seq, limits, history_walk::part::rest});
  if (!rest) return base::fail(rest.error());
  if (rest->rest_digest != moving.rows.rest_digest)
    return base::fail(base::errc::conflict, "", "it was changed while it was copied");
  return there;
}

base::result<void> tier_moves::archive(const session_ref& ref) {
  auto& writer = *tiers_.archive_writer;
  auto moving = look(*tiers_.hot.log, ref);
  if (!moving) return base::fail(moving.error());
  if (auto may =
          commit(hot_writer_, check_in_hot(moving->from, moving->erasures, hot_writer_.epoch()));
      !may)
    return base::fail(may.error());
  const auto there = copy(*moving, {*tiers_.hot.log, *tiers_.archive.log, writer});
  if (!there) {
    (void)commit(writer, forget_step(ref, writer.epoch()));
    return base::fail(there.error());
  }
  auto arrival = arrive_in_archive(*moving, *there, writer.epoch());
  if (keep_status) arrival.create = moving->from.record;
  if (auto arrived = commit(writer, std::move(arrival)); !arrived)
    return base::fail(arrived.error());
  const auto gone =
      commit(hot_writer_, depart_from_hot(*moving, rows_kept_ms, hot_writer_.epoch()));
  if (!gone) return give_back(ref, gone.error());
  if (auto done = commit(writer, unmark_in_archive(ref, writer.epoch())); !done)
    return base::fail(done.error());
  return {};
}

base::result<void> tier_moves::give_back(const session_ref& ref, base::status why) {
  if (auto left = leave_archive(ref); !left) return left;
  return base::fail(std::move(why));
}

base::result<void> tier_moves::leave_archive(const session_ref& ref) {
  auto moving = look(*tiers_.archive.log, ref);
  if (!moving) return base::fail(moving.error());
  const auto& from = moving->from;
  auto rows = sum_history(*tiers_.archive.log, {from.key, from.log, from.head.last_seq, limits});
  if (!rows) return base::fail(rows.error());
  moving->rows = std::move(*rows);
  ++*tiers_.returns;
  auto& writer = *tiers_.archive_writer;
  if (auto left = commit(writer, depart_from_archive(*moving, rows_kept_ms, writer.epoch())); !left)
    return base::fail(left.error());
  return {};
}

base::result<void> tier_moves::recall(const session_ref& ref) {
  auto here = tiers_.hot.log->load(ref);
  if (!here) return base::fail(here.error());
  if (*here) return {};
  auto& writer = *tiers_.archive_writer;
  auto moving = look(*tiers_.archive.log, ref);
  if (!moving) return base::fail(moving.error());
  bool below = false;
  if (const auto& parent = moving->from.record.parent_session_id; parent && *parent != ref.id) {
    const auto above = recall({ref.tenant, *parent});
    below = above.has_value();
    if (!above && above.error().code != base::errc::not_found) return above;
  }
  if (auto marked = commit(writer, mark_in_archive(moving->from, writer.epoch())); !marked)
    return base::fail(marked.error());
  const auto there = copy(*moving, {*tiers_.archive.log, *tiers_.hot.log, hot_writer_});
  if (!there) return base::fail(there.error());
  if (auto arrived =
          commit(hot_writer_, arrive_in_hot(*moving, *there, below, hot_writer_.epoch()));
      !arrived)
    return base::fail(arrived.error());
  return leave_archive(ref);
}

}  // namespace parley::tests
