#include <algorithm>

#include "actors/mover.hpp"

#include "parley/telemetry/log.hpp"

namespace parley::actors {

using namespace protocol;

// The archive has no courier: what departed from it, or was staged for nothing, is removed here.

namespace {

constexpr std::int64_t rows_max = 1000;  ///< removed in one commit
constexpr std::int64_t jobs_max = 1000;  ///< looked at in one go
constexpr std::int64_t logs_max = 1000;
constexpr std::chrono::milliseconds again{10'000};

/// Beyond every `not_before`.
constexpr base::timestamp end_of_time = base::timestamp::max();

}  // namespace

void mover_state::remember_departed() {
  for (std::int64_t after = 0;;) {
    const auto found = tiers.archive.log->moving(after, logs_max);
    if (!found) {
      telemetry::log(telemetry::severity::warning, "the archive cannot be read",
                     {{"reason", base::to_string(found.error())}});
      break;
    }
    for (const auto& m : *found) {
      after = m.log;
      if (m.state == storage::moving_state::departed) departed.insert(m.session);
    }
    if (static_cast<std::int64_t>(found->size()) < logs_max) break;
  }
  if (!departed.empty()) arm(std::chrono::seconds{0});
}

base::result<void> mover_state::purge_rows(const storage::job& job,
                                           const storage::purge_target& target) {
  storage::purge_order order{
      job.id, {job.tenant, job.session_id}, target.log, rows_max, target.seqs};
  for (bool more = true; more;) {
    storage::submission what;
    what.purge = order;
    what.epoch = archive_epoch();
    const auto o = into_archive(what);
    if (o.kind != storage::commit::committed) return base::fail(o.error);
    more = order.step == storage::purge_order::phase::rows;
    if (!o.purge_left) order.step = storage::purge_order::phase::finish;
  }
  return {};
}

void mover_state::purge(const storage::job& job, std::function<void(base::result<void>)> then) {
  const auto target = storage::read_purge(job);
  if (!target) return then(base::fail(target.error()));
  if (!peers.indexer) return then(purge_rows(job, *target));
  auto next = std::make_shared<std::function<void(base::result<void>)>>(std::move(then));
  self->request(peers.indexer, caf::infinite, forget_atom_v, caller{job.tenant, "mover", "", {}},
                storage::in_archive(target->log))
      .then([this, job, target = *target, next](const done&) { (*next)(purge_rows(job, target)); },
            [next](const caf::error& e) { (*next)(base::fail(to_status(e))); });
}

void mover_state::purge_due() {
  const auto due = tiers.archive.jobs->due(env->clock->now(), 1);
  if (!due) return arm(again);
  if (!due->items.empty()) {
    return purge(due->items.front(), [this](const base::result<void>& gone) {
      arm(gone ? std::chrono::seconds{0} : again);
    });
  }
  if (!due->next) return departed.clear();
  arm(std::max<std::chrono::microseconds>(*due->next - env->clock->now(),
                                          std::chrono::milliseconds{1}));
}

void mover_state::clean(const storage::session_ref& ref, reply<done> to) {
  if (recalls.contains(ref) || unsettled.contains(ref) || settling.contains(ref))
    return to.fail({base::errc::unavailable, "", "The session is leaving the archive.", 1000});
  if (!departed.contains(ref)) return to.deliver(done{});
  const auto due = tiers.archive.jobs->due(end_of_time, jobs_max);
  if (!due) return to.fail(due.error());
  auto waits = std::make_shared<reply<done>>(std::move(to));
  const auto is_its = [&](const storage::job& job) {
    return job.tenant == ref.tenant && job.session_id == ref.id;
  };
  auto job = std::find_if(due->items.begin(), due->items.end(), is_its);
  // It may be behind so many others: those are due some time, too.
  if (job == due->items.end() && static_cast<std::int64_t>(due->items.size()) == jobs_max)
    job = due->items.begin();
  if (job != due->items.end())
    return purge(*job, [this, ref, waits](const base::result<void>& gone) {
      if (!gone) return waits->fail(gone.error());
      clean(ref, std::move(*waits));
    });
  departed.erase(ref);
  waits->deliver(done{});
}

void mover_state::settle_soon(const storage::session_ref& ref) {
  unsettled.insert(ref);
  arm(std::chrono::milliseconds{1});
}

void mover_state::settle_due() {
  for (const auto& ref : std::exchange(unsettled, {})) {
    const bool moving =
        recalls.contains(ref) || settling.contains(ref) ||
        (!batches.empty() &&
         std::any_of(batches.front()->sessions.begin(), batches.front()->sessions.end(),
                     [&](const auto& d) { return d.run.session == ref; }));
    if (!moving) {
      settle(ref);
      continue;
    }
    unsettled.insert(ref);
    arm(again);
  }
}

void mover_state::settle(const storage::session_ref& ref) {
  settling.insert(ref);
  // What the hot store was told last may be undecided, and unseen, until it has taken something
  // else; that also takes away what was staged there.
  into_hot(storage::forget_step(ref, 0), [this, ref](const storage::outcome& o) {
    if (o.kind != storage::commit::committed) return settled(ref, false);
    const auto hot = storage::has_or_erased(*tiers.hot.log, ref);
    if (!hot) return settled(ref, false);
    if (!*hot) return settled(ref, forget_in_archive(ref) && unmark_in_archive(ref));
    show_hot(ref, [this, ref] { settled(ref, leave_archive(ref)); });
  });
}

void mover_state::settled(const storage::session_ref& ref, bool done) {
  settling.erase(ref);
  departed.insert(ref);
  if (!done) unsettled.insert(ref);
  arm(done ? env->migration.rows_kept : again);
  if (const auto waits = recalls.find(ref); waits != recalls.end()) begin(waits->second);
}

bool mover_state::forget_in_archive(const storage::session_ref& ref) {
  return into_archive(storage::forget_step(ref, archive_epoch())).kind ==
         storage::commit::committed;
}

bool mover_state::unmark_in_archive(const storage::session_ref& ref) {
  return into_archive(storage::unmark_in_archive(ref, archive_epoch())).kind ==
         storage::commit::committed;
}

bool mover_state::leave_archive(const storage::session_ref& ref) {
  // So may be what the archive was told last: that it arrives there.
  if (!forget_in_archive(ref)) return false;
  auto copy = tiers.archive.log->load(ref);
  if (!copy) return false;
  if (!*copy) return true;
  copy_run run;
  run.session = ref;
  if (!run.load(*tiers.archive.log, std::move(**copy), page_limits())) return false;
  auto rows = storage::sum_history(*tiers.archive.log, std::move(*run.walk));
  if (!rows) return false;
  run.moving.rows = std::move(*rows);
  return into_archive(storage::depart_from_archive(run.moving, env->migration.rows_kept.count(),
                                                   archive_epoch()))
             .kind == storage::commit::committed;
}

}  // namespace parley::actors
