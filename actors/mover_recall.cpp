#include <algorithm>

#include "actors/mover.hpp"

namespace parley::actors {

using namespace protocol;
using base::errc;

// A session comes back because something is to be written into it. Whoever asks waits; the
// archive's copy is read by others until it is here.

namespace {

constexpr int attempts_max = 5;

}  // namespace

void mover_state::recall(const storage::session_ref& ref, reply<done> to) {
  if (const auto under_way = recalls.find(ref); under_way != recalls.end()) {
    under_way->second->waiting.push_back(std::move(to));
    return;
  }
  auto back = std::make_shared<recall_run>();
  back->run.session = ref;
  back->waiting.push_back(std::move(to));
  recalls.emplace(ref, back);
  begin(back);
}

void mover_state::begin(const recall_ptr& back) {
  const auto& ref = back->run.session;
  const bool leaving =
      !batches.empty() &&
      std::any_of(batches.front()->sessions.begin(), batches.front()->sessions.end(),
                  [&](const departure& d) { return d.run.session == ref; });
  const auto here = tiers.hot.log->load(ref);
  if (!here) return give_up(back, here.error());
  if (*here) return end(back);
  // Its move is in its last step; the batch takes its mark away when it ends.
  if (leaving) return later([this, back] { begin(back); });
  if (settling.contains(ref)) return;  // that goes on here
  auto there = tiers.archive.log->load(ref);
  const auto erased = storage::has_or_erased(*tiers.hot.log, ref);
  if (!there || !erased) return give_up(back, there ? erased.error() : there.error());
  if (!*there || *erased)
    return give_up(back, {errc::not_found, "", "There is no session " + ref.id + "."});
  if (auto loaded = back->run.load(*tiers.archive.log, std::move(**there), page_limits()); !loaded)
    return give_up(back, loaded.error());
  const auto marked =
      into_archive(storage::mark_in_archive(back->run.moving.from, archive_epoch()));
  back->marked = marked.kind != storage::commit::rejected;
  if (marked.kind != storage::commit::committed) return give_up(back, marked.error);
  copy(back);
}

void mover_state::copy(const recall_ptr& back) {
  auto& run = back->run;
  auto page = run.walk->next(*tiers.archive.log);
  if (!page) return give_up(back, page.error());
  into_hot(storage::stage_step(run.session, run.there, std::move(**page), 0),
           [this, back](const storage::outcome& o) {
             if (o.kind != storage::commit::committed) return give_up(back, o.error);
             back->run.there = {o.key, o.log};
             if (!back->run.walk->done()) return copy(back);
             back->run.moving.rows = back->run.walk->sum();
             arrive(back);
           });
}

void mover_state::arrive(const recall_ptr& back) {
  auto& run = back->run;
  if (auto same = run.verify(*tiers.hot.log, page_limits()); !same)
    return give_up(back, same.error());
  into_hot(storage::arrive_in_hot(run.moving, run.there, back->below_parent, 0),
           [this, back](const storage::outcome& o) { arrived(back, o); });
}

void mover_state::arrived(const recall_ptr& back, const storage::outcome& o) {
  auto& run = back->run;
  const auto& parent = run.moving.from.record.parent_session_id;
  if (o.kind == storage::commit::rejected && o.error.field == "parent_session_id" && parent &&
      ++back->attempts < attempts_max) {
    // Everything above a hot session is hot.
    self->request(actor{self}, caf::infinite, recall_atom_v,
                  caller{run.session.tenant, "mover", "", {}},
                  storage::session_ref{run.session.tenant, *parent})
        .then([this, back](const done&) { arrive(back); },
              [this, back](const caf::error& e) {
                const auto why = to_status(e);
                if (why.code != errc::not_found) return give_up(back, why);
                back->below_parent = false;
                arrive(back);
              });
    return;
  }
  if (o.kind == storage::commit::rejected) return give_up(back, o.error);
  if (o.kind == storage::commit::unknown) {
    const auto here = tiers.hot.log->load(run.session);
    if (!here || !*here) return give_up(back, here ? o.error : here.error());
  }
  env->counters->sessions_recalled.fetch_add(1, std::memory_order_relaxed);
  show_hot(run.session, [this, back] {
    const auto& ref = back->run.session;
    const auto last = into_archive(storage::depart_from_archive(
        back->run.moving, env->migration.rows_kept.count(), archive_epoch()));
    // The hot store has it: what becomes of the archive's copy nobody need wait for.
    if (last.kind != storage::commit::committed) settle_soon(ref);
    departed.insert(ref);
    arm(env->migration.rows_kept);
    end(back);
  });
}

void mover_state::show_hot(const storage::session_ref& ref, std::function<void()> then) {
  tiers.returns->fetch_add(1);
  // It may have been called back for another one, and its actor shows the archive's rows.
  auto next = std::make_shared<std::function<void()>>(std::move(then));
  caller who{ref.tenant, "mover", "", {}};
  who.waited = true;  // a full queue must not refuse it
  self->request(peers.supervisor, caf::infinite, reload_atom_v, std::move(who),
                reload_command{{ref}, {}})
      .then([next](const done&) { (*next)(); }, [next](const caf::error&) { (*next)(); });
}

void mover_state::give_up(const recall_ptr& back, const base::status& why) {
  auto status = why;
  // To who wants to write it is a store that is away, whatever it was.
  if (status.code != errc::not_found) status.code = errc::unavailable;
  if (status.code == errc::unavailable && status.retry_after_ms == 0) status.retry_after_ms = 100;
  recalls.erase(back->run.session);
  for (auto& to : std::exchange(back->waiting, {})) to.fail(status);
  if (!back->marked) return;
  settle_soon(back->run.session);
}

void mover_state::end(const recall_ptr& back) {
  recalls.erase(back->run.session);
  for (auto& to : std::exchange(back->waiting, {})) to.deliver(done{});
}

}  // namespace parley::actors
