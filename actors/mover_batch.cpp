#include <algorithm>

#include "actors/mover.hpp"

namespace parley::actors {

using namespace protocol;
using base::errc;

// A batch: its rows are copied beside the traffic and compared; then its sessions are held, arrive
// in the archive with one commit, and depart from the hot store if nothing was written since.

namespace {

base::status changed() {
  return {errc::conflict, "", "The session was written to while it was copied."};
}

}  // namespace

void mover_state::begin(const batch_ptr& batch) {
  for (auto& d : batch->sessions) {
    if (auto loaded = load(d); !loaded) {
      d.why = loaded.error();
      continue;
    }
    // What cannot go is not copied for nothing.
    d.run.moving.rows.last_seq = d.run.moving.from.head.last_seq;
    auto what = storage::depart_from_hot(d.run.moving, 0, 0);
    what.move->step = storage::move_order::phase::check;
    ++batch->answers;
    into_hot(std::move(what), [this, batch, &d](const storage::outcome& o) {
      if (o.kind != storage::commit::committed) d.why = o.error;
      if (--batch->answers == 0) copy(batch);
    });
  }
  if (batch->answers == 0) copy(batch);
}

base::result<void> mover_state::load(departure& d) {
  const auto& ref = d.run.session;
  if (recalls.contains(ref) || unsettled.contains(ref) || settling.contains(ref))
    return base::fail(errc::unavailable, "", "The session's last move has not come to its end.",
                      1000);
  auto found = tiers.hot.log->load(ref);
  if (!found) return base::fail(found.error());
  if (*found) return d.run.load(*tiers.hot.log, std::move(**found), page_limits());
  const auto there = tiers.archive.log->load(ref);
  if (!there) return base::fail(there.error());
  if (*there) return base::fail(errc::conflict, "", "The session is in the archive already.");
  return base::fail(errc::not_found, "", "There is no session " + ref.id + ".");
}

bool mover_state::is_leaving(const storage::session_ref& ref) const {
  if (batches.empty()) return false;
  const auto& all = batches.front()->sessions;
  return std::any_of(all.begin(), all.end(),
                     [&](const departure& d) { return d.run.session == ref; });
}

/// Rows are read by their log, also when the session to which they belonged was erased.
bool mover_state::is_here(const copy_run& run) const {
  const auto now = tiers.hot.log->load(run.session);
  return now && *now && (*now)->log == run.moving.from.log;
}

void mover_state::copy(const batch_ptr& batch) {
  // As many pages as fit into one commit of the archive. Of a session only one: the next needs the
  // numbers that the first is given.
  std::vector<storage::submission> pages;
  std::vector<departure*> whose;
  std::int64_t bytes = 0;
  for (; batch->next < batch->sessions.size() && bytes < env->migration.page_bytes; ++batch->next) {
    auto& d = batch->sessions[batch->next];
    if (d.why) continue;
    if (d.run.staged && !is_here(d.run)) {
      d.why = changed();
      continue;
    }
    auto page = d.run.walk->next(*tiers.hot.log);
    if (!page) {
      d.why = page.error();
      continue;
    }
    if (!*page) continue;
    pages.push_back(
        storage::stage_step(d.run.session, d.run.there, std::move(**page), archive_epoch()));
    const auto size = static_cast<std::int64_t>(pages.back().bytes());
    d.run.bytes += size;
    bytes += size;
    whose.push_back(&d);
    if (!d.run.walk->done()) break;
  }
  if (pages.empty()) {
    batch->next = 0;
    return verify(batch);
  }
  const auto outcomes = tiers.archive_writer->commit(pages);
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    // What was refused has left nothing, and what else is there may not be forgotten.
    if (outcomes[i].kind != storage::commit::rejected) whose[i]->run.staged = true;
    whose[i]->run.there = {outcomes[i].key, outcomes[i].log};
    if (outcomes[i].kind != storage::commit::committed) whose[i]->why = outcomes[i].error;
  }
  later([this, batch] { copy(batch); });
}

void mover_state::verify(const batch_ptr& batch) {
  if (batch->next == batch->sessions.size()) return hold(batch);
  auto& d = batch->sessions[batch->next++];
  if (!d.why) {
    d.run.moving.rows = d.run.walk->sum();
    if (auto same = d.run.verify(*tiers.archive.log, page_limits()); !same) d.why = same.error();
  }
  later([this, batch] { verify(batch); });
}

void mover_state::hold(const batch_ptr& batch) {
  for (auto& d : batch->sessions) {
    if (d.why) continue;
    ++batch->answers;
    const auto answered = [this, batch] {
      if (--batch->answers == 0) arrive(batch);
    };
    self->request(peers.supervisor, caf::infinite, hold_atom_v,
                  caller{d.run.session.tenant, "mover", "", {}}, d.run.session)
        .then(
            [answered, &d](const done&) {
              d.held = true;
              answered();
            },
            [answered, &d](const caf::error& e) {
              d.why = to_status(e);
              answered();
            });
  }
  if (batch->answers == 0) arrive(batch);
}

bool mover_state::stays_same(departure& d) {
  const auto now = tiers.hot.log->load(d.run.session);
  if (!now)
    d.why = now.error();
  else if (!*now)
    d.why = changed();
  else if (auto same = d.run.unchanged(*tiers.hot.log, **now, page_limits()); !same)
    d.why = same.error();
  return !d.why;
}

void mover_state::arrive(const batch_ptr& batch) {
  std::vector<storage::submission> coming;
  std::vector<departure*> whose;
  for (auto& d : batch->sessions) {
    if (d.why || !stays_same(d)) continue;
    coming.push_back(storage::arrive_in_archive(d.run.moving, d.run.there, archive_epoch()));
    whose.push_back(&d);
  }
  if (!coming.empty()) {
    const auto outcomes = tiers.archive_writer->commit(coming);
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
      whose[i]->arrived = outcomes[i].kind != storage::commit::rejected;
      if (outcomes[i].kind != storage::commit::committed) whose[i]->why = outcomes[i].error;
    }
  }
  depart(batch);
}

void mover_state::depart(const batch_ptr& batch) {
  for (auto& d : batch->sessions) {
    if (d.why) continue;
    ++batch->answers;
    into_hot(storage::depart_from_hot(d.run.moving, env->migration.rows_kept.count(), 0),
             [this, batch, &d](const storage::outcome& o) {
               left(d, o);
               if (--batch->answers == 0) end(batch);
             });
  }
  if (batch->answers == 0) end(batch);
}

void mover_state::left(departure& d, const storage::outcome& o) {
  d.moved = o.kind == storage::commit::committed;
  if (o.kind == storage::commit::rejected) d.why = o.error;
  if (o.kind == storage::commit::unknown) d.why = unknown_move(d.run.session);
}

void mover_state::end(const batch_ptr& batch) {
  std::vector<storage::submission> last;
  move_reply answer;
  for (auto& d : batch->sessions) {
    const auto& ref = d.run.session;
    if (d.arrived && !d.moved) settle_soon(ref);
    if (d.moved) last.push_back(storage::unmark_in_archive(ref, archive_epoch()));
    if (!d.arrived && d.run.staged) {
      last.push_back(storage::forget_step(ref, archive_epoch()));
      departed.insert(ref);
    }
    if (d.moved)
      answer.results.push_back({ref, true, {}, d.run.moving.rows.messages, d.run.bytes});
    else
      answer.results.push_back({ref, false, d.why, 0, 0});
  }
  if (!last.empty()) {
    const auto outcomes = tiers.archive_writer->commit(last);
    for (std::size_t i = 0; i < outcomes.size(); ++i)
      if (outcomes[i].kind != storage::commit::committed) settle_soon(last[i].session);
  }
  if (!departed.empty()) arm(std::chrono::seconds{1});
  for (const auto& d : batch->sessions)
    if (d.held) self->send(peers.supervisor, release_atom_v, d.run.session);
  batch->to.deliver(std::move(answer));
  batches.pop_front();
  if (!batches.empty()) begin(batches.front());
}

}  // namespace parley::actors
