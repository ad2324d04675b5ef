#include <algorithm>
#include <utility>

#include "actors/mover.hpp"

#include "parley/telemetry/log.hpp"

namespace parley::actors {

using namespace protocol;

// The archive has no courier: what departed from it, or was staged for nothing, is removed here.

namespace {

constexpr std::int64_t rows_max = 1000;  ///< removed in one commit
constexpr std::int64_t jobs_max = 1000;  ///< looked at in one go
constexpr std::int64_t due_max = 100;
constexpr std::int64_t logs_max = 1000;
constexpr std::chrono::milliseconds again{10'000};

/// Beyond every `not_before`.
constexpr base::timestamp end_of_time = base::timestamp::max();

}  // namespace

void mover_state::remember_departed() {
  while (!remembered) {
    const auto found = tiers.archive.log->moving(remembered_upto, logs_max);
    if (!found) {
      telemetry::log(telemetry::severity::warning, "the archive cannot be read",
                     {{"reason", base::to_string(found.error())}});
      return arm(again);
    }
    for (const auto& m : *found) {
      remembered_upto = m.log;
      if (m.state == storage::moving_state::departed) departed.insert(m.session);
    }
    remembered = static_cast<std::int64_t>(found->size()) < logs_max;
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
  if (!purging.insert(job.id).second)
    return then(base::fail(base::errc::unavailable, "", "The rows are being removed.", 100));
  auto next = std::make_shared<std::function<void(base::result<void>)>>(
      [this, job, then = std::move(then)](base::result<void> gone) {
        purging.erase(job.id);
        if (gone) purged({job.tenant, job.session_id});
        then(std::move(gone));
      });
  if (!peers.indexer) return (*next)(purge_rows(job, *target));
  self->request(peers.indexer, caf::infinite, forget_atom_v, caller{job.tenant, "mover", "", {}},
                storage::in_archive(target->log))
      .then([this, job, target = *target, next](const done&) { (*next)(purge_rows(job, target)); },
            [next](const caf::error& e) { (*next)(base::fail(to_status(e))); });
}

void mover_state::purged(const storage::session_ref& ref) {
  if (const auto one = departed.find(ref); one != departed.end()) departed.erase(one);
}

base::result<std::optional<storage::job>> mover_state::purge_of(const storage::session_ref& ref) {
  // Jobs are given by their time only, and what departed last is behind all others.
  for (auto most = jobs_max;; most *= 8) {
    auto due = tiers.archive.jobs->due(end_of_time, most);
    if (!due) return base::fail(due.error());
    for (auto& job : due->items)
      if (job.kind == storage::job_kind::purge && job.tenant == ref.tenant &&
          job.session_id == ref.id)
        return std::move(job);
    if (static_cast<std::int64_t>(due->items.size()) < most) return std::nullopt;
  }
}

void mover_state::purge_due() {
  const auto due = tiers.archive.jobs->due(env->clock->now(), due_max);
  if (!due) return arm(again);
  // An archive that was a hot store may have others, which nobody here works off.
  const auto job = std::find_if(due->items.begin(), due->items.end(), [](const storage::job& j) {
    return j.kind == storage::job_kind::purge;
  });
  if (job != due->items.end()) {
    return purge(*job, [this](const base::result<void>& gone) {
      arm(gone ? std::chrono::seconds{0} : again);
    });
  }
  if (!due->next) return departed.clear();
  arm(std::max<std::chrono::microseconds>(*due->next - env->clock->now(),
                                          std::chrono::milliseconds{1}));
}

void mover_state::clean(const storage::session_ref& ref, reply<done> to) {
  if (!remembered)
    return to.fail({base::errc::unavailable, "", "The archive could not be read yet.", 1000});
  // Rows of one that is copied are there before it is.
  if (recalls.contains(ref) || unsettled.contains(ref) || settling.contains(ref) || is_leaving(ref))
    return to.fail({base::errc::unavailable, "", "The session is on its way.", 1000});
  if (!departed.contains(ref)) return to.deliver(done{});
  const auto job = purge_of(ref);
  if (!job) return to.fail(job.error());
  if (!*job) {
    departed.erase(ref);
    return to.deliver(done{});
  }
  auto waits = std::make_shared<reply<done>>(std::move(to));
  purge(**job, [this, ref, waits](const base::result<void>& gone) {
    if (!gone) return waits->fail(gone.error());
    // There may be another one; who waits for a session to come back has his turn before.
    later([this, ref, waits] { clean(ref, std::move(*waits)); });
  });
}

void mover_state::settle_soon(const storage::session_ref& ref) {
  unsettled.insert(ref);
  arm(std::chrono::milliseconds{1});
}

void mover_state::settle_due() {
  for (const auto& ref : std::exchange(unsettled, {})) {
    const bool moving = recalls.contains(ref) || settling.contains(ref) || is_leaving(ref);
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
  if (done)
    departed.insert(ref);
  else
    unsettled.insert(ref);
  arm(done ? env->migration.rows_kept : again);
  // It may be over at once, and then it is not in the map any more.
  if (const auto waits = recalls.find(ref); waits != recalls.end())
    begin(recall_ptr{waits->second});
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
