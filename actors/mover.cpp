#include "actors/mover.hpp"

#include <algorithm>

#include "parley/telemetry/log.hpp"

namespace parley::actors {

using namespace protocol;
using base::errc;

namespace {

/// Rows of one page.
constexpr std::int64_t page_rows = 1000;

using walk_kind = migration_walk::kind;

/// When a session of the list became due.
base::timestamp due_since(const domain::session_view& view, walk_kind of,
                          std::chrono::seconds idle) {
  if (of == walk_kind::closed && view.record.closed_at) return *view.record.closed_at;
  return of == walk_kind::idle ? view.last_activity() + idle : view.last_activity();
}

storage::session_query query_of(const migration_walk& walk, std::int64_t items_max) {
  storage::session_query query;
  query.tenant = walk.tenant;
  query.oldest_first = true;
  query.items_max = items_max;
  query.after = walk.after;
  query.order = storage::list_order::last_activity;
  switch (walk.of) {
    case walk_kind::archived:
      query.status = domain::session_status::archived;
      query.order = storage::list_order::created_at;
      break;
    case walk_kind::closed:
      query.status = domain::session_status::closed;
      query.order = storage::list_order::created_at;
      break;
    default:
      query.status = domain::session_status::active;
      query.active_to = walk.idle_since;
  }
  return query;
}

}  // namespace

base::status unknown_move(const storage::session_ref& ref) {
  return {errc::unavailable, "",
          "The store did not say whether the session " + ref.id + " has moved.", 1000};
}

base::result<migration_page> mover_state::walk(migration_walk from, std::int64_t items_max) {
  migration_page page;
  if (from.of == walk_kind::done) {
    auto next = tiers.hot.catalog->tenants(from.tenant, 1);
    if (!next) return base::fail(next.error());
    if (next->empty()) return page;
    from.tenant = next->front();
    from.of = walk_kind::archived;
    from.after.reset();
  }
  const auto found = tiers.hot.catalog->list(query_of(from, items_max));
  if (!found) return base::fail(found.error());
  for (const auto& view : found->items)
    page.items.push_back({{from.tenant, view.record.session_id},
                          due_since(view, from.of, env->migration.idle),
                          view.message_count()});
  from.after = found->next;
  if (!from.after) from.of = static_cast<walk_kind>(static_cast<int>(from.of) + 1);
  page.next = std::move(from);
  return page;
}

void mover_state::later(std::function<void()> step) {
  // Between two pieces who waits for a session to come back has his turn.
  if (goes_on.empty()) self->send(self, tick_atom_v);
  goes_on.push_back(std::move(step));
}

void mover_state::arm(std::chrono::microseconds in) {
  const auto due = env->clock->monotonic() + in;
  if (next_tick && *next_tick <= due) return;
  next_tick = due;
  self->send(
      peers.clock, arm_atom_v,
      std::max(std::chrono::milliseconds{1}, std::chrono::ceil<std::chrono::milliseconds>(in)),
      ticked_actor{self});
}

void mover_state::ticked() {
  if (next_tick && *next_tick <= env->clock->monotonic()) {
    next_tick.reset();
    if (!remembered) remember_departed();
    settle_due();
    purge_due();
  }
  if (goes_on.empty()) return;
  const auto step = std::move(goes_on.front());
  goes_on.pop_front();
  if (!goes_on.empty()) self->send(self, tick_atom_v);
  step();
}

storage::move_page_limits mover_state::page_limits() const {
  return {page_rows, env->migration.page_bytes};
}

storage::outcome mover_state::into_archive(const storage::submission& what) {
  return tiers.archive_writer->commit({&what, 1}).front();
}

base::result<void> copy_run::load(storage::log_reader& from, storage::stored_session found,
                                  storage::move_page_limits limits) {
  const auto summaries = from.summary_state_of(found.log);
  if (!summaries) return base::fail(summaries.error());
  moving.from = std::move(found);
  moving.erasures = summaries->erasures;
  const auto& record = moving.from.record;
  absent = {moving.from.next_turn == 1, summaries->made == 0,
            record.turn_count == 0 && record.round == 0};
  walk.emplace(moving.from.key, moving.from.log, moving.from.head.last_seq, limits,
               storage::history_walk::part::all, absent);
  return {};
}

base::result<void> copy_run::verify(storage::log_reader& to,
                                    storage::move_page_limits limits) const {
  const auto copied = storage::sum_history(to, {there.key, there.log, moving.rows.last_seq, limits,
                                                storage::history_walk::part::all, absent});
  if (!copied) return base::fail(copied.error());
  if (*copied == moving.rows) return {};
  const auto staged = to.moving(there.log - 1, 1);
  if (!staged) return base::fail(staged.error());
  if (staged->empty() || staged->front().log != there.log ||
      staged->front().state != storage::moving_state::staged)
    return base::fail(errc::unavailable, "", "The copy was taken away by another process.", 1000);
  telemetry::log(telemetry::severity::error, "a copy is not what was copied",
                 {{"tenant", session.tenant}, {"session", session.id}});
  return base::fail(errc::internal, "", "The copy is not what was copied.");
}

base::result<void> copy_run::unchanged(storage::log_reader& from,
                                       const storage::stored_session& now,
                                       storage::move_page_limits limits) const {
  const auto changed = [] {
    return base::fail(errc::conflict, "", "The session was written to while it was copied.");
  };
  const auto& then = moving.from;
  if (now.log != then.log || now.head != then.head || now.record != then.record ||
      now.next_turn != then.next_turn)
    return changed();
  const auto summaries = from.summary_state_of(now.log);
  if (!summaries) return base::fail(summaries.error());
  if (summaries->erasures != moving.erasures || summaries->made != moving.rows.summaries)
    return changed();
  const auto rest = storage::sum_history(from, {now.key, now.log, moving.rows.last_seq, limits,
                                                storage::history_walk::part::rest, absent});
  if (!rest) return base::fail(rest.error());
  if (rest->rest_digest != moving.rows.rest_digest) return changed();
  return {};
}

void mover_state::into_hot(storage::submission what, then_written then) {
  auto done = std::make_shared<then_written>(std::move(then));
  // Behind what its sessions had submitted, and past a full queue: few wait at a time.
  caller who{what.session.tenant, "mover", "", {}};
  who.waited = true;
  self->request(peers.writer, caf::infinite, submit_atom_v, std::move(who), std::move(what))
      .then([done](commit_reply& answer) { (*done)(std::move(answer.outcome)); },
            [done](const caf::error& e) {
              storage::outcome lost;
              lost.kind = storage::commit::unknown;
              lost.error = to_status(e);
              (*done)(std::move(lost));
            });
}

mover_actor::behavior_type mover(mover_actor::stateful_pointer<mover_state> self,
                                 environment_ptr env, mover_peers peers,
                                 std::shared_ptr<storage::tier_access> tiers) {
  auto& state = self->state;
  state.env = std::move(env);
  state.peers = std::move(peers);
  state.tiers = std::move(*tiers);
  state.remember_departed();
  return {
      [self, &state](move_atom, const caller&, move_command& command) -> caf::result<move_reply> {
        auto batch = std::make_shared<move_batch>(
            move_batch{{}, reply<move_reply>{self->make_response_promise<move_reply>()}});
        for (auto& ref : command.sessions) {
          batch->sessions.emplace_back();
          batch->sessions.back().run.session = std::move(ref);
        }
        state.batches.push_back(batch);
        if (state.batches.size() == 1) state.begin(batch);
        return caf::delegated<move_reply>{};
      },
      [self, &state](recall_atom, const caller&, const storage::session_ref& ref) {
        state.recall(ref, reply<done>{self->make_response_promise<done>()});
        return caf::delegated<done>{};
      },
      [&state](walk_atom, const caller&, const migration_walk& from,
               std::int64_t items_max) -> caf::result<migration_page> {
        auto page = state.walk(from, items_max);
        if (!page) return to_error(page.error());
        return std::move(*page);
      },
      [self, &state](clean_atom, const caller&, const storage::session_ref& ref) {
        state.clean(ref, reply<done>{self->make_response_promise<done>()});
        return caf::delegated<done>{};
      },
      [&state](tick_atom) { state.ticked(); },
  };
}

}  // namespace parley::actors
