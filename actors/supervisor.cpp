#include "actors/supervisor.hpp"

#include "actors/poison.hpp"
#include "actors/session.hpp"
#include "parley/base/ids.hpp"
#include "parley/telemetry/log.hpp"

namespace parley::actors {

using namespace protocol;
using base::errc;

namespace {

base::status other_tenant() {
  return {errc::forbidden, "", "A session is only reached from its own tenant."};
}

base::status no_archive() {
  return {errc::not_found, "", "There is no archive: archive.uri is not set."};
}

/// Whether a request carries a command: it may be what made its session fail.
template <class... Args>
constexpr bool is_write = sizeof...(Args) == 1 && (is_command<Args> && ...);

}  // namespace

base::status is_stopping() { return {errc::unavailable, "", "The server is stopping.", 1000}; }

template <class Reply, class Atom, class... Args>
caf::result<Reply> supervisor_state::route(const storage::session_ref& ref, Atom atom, caller& who,
                                           Args... args) {
  if (stopped) return to_error(is_stopping());
  if (ref.tenant != who.tenant) return to_error(other_tenant());
  if constexpr (is_write<Args...>) {
    if (who.crashes >= rule.poison_crashes) {
      auto to = std::make_shared<reply<Reply>>(self->make_response_promise<Reply>());
      set_aside(ref, poison_payload(self->system(), args...),
                [to](const base::status& why) { to->fail(why); });
      return caf::delegated<Reply>{};
    }
  } else if (who.crashes >= rule.poison_crashes) {
    return to_error({errc::internal, "", "This made its session fail twice; it was not done."});
  }
  waiting_line* line = nullptr;
  if (const auto f = failures.find(ref); f != failures.end()) {
    if (auto refused = refusal(f->second, who)) return to_error(*refused);
    if (env->clock->monotonic() < f->second.record.restart_at()) line = &f->second.waiting;
  }
  if (const auto paused = pauses.find(ref); !line && paused != pauses.end())
    line = &paused->second.waiting;
  if (!line) {
    auto& e = find_or_activate(ref);
    if (!e.held) return self->delegate(e.handle, atom, std::move(who), std::move(args)...);
    line = &e.waiting;
  }
  auto& waiting = who.waited ? line->returned : line->fresh;
  // What was accepted once is not refused any more.
  if (!who.waited && waiting.size() >= static_cast<std::size_t>(env->mailbox))
    return to_error({errc::overloaded, "", "Too many requests wait for this session.", 100});
  who.waited = true;
  auto promise = self->make_response_promise<Reply>();
  waiting.push_back([promise, atom, who = std::move(who), ... held = std::move(args)](
                        const session_actor* to, const base::status* refused) mutable {
    if (refused)
      promise.deliver(to_error(*refused));
    else
      promise.delegate(*to, atom, std::move(who), std::move(held)...);
  });
  // Where no session is live, nobody else has the clock run.
  arm();
  return caf::delegated<Reply>{};
}

template <class Reply, class Other, class Atom, class... Args>
caf::result<Reply> supervisor_state::read(const Other& other, Atom atom, caller& who,
                                          storage::session_ref& ref, Args&... args) {
  if (ref.tenant != who.tenant) return to_error(other_tenant());
  return self->delegate(other, atom, std::move(who), std::move(ref), std::move(args)...);
}

namespace {

/// A request that its session answers.
template <class Reply, class Atom, class Arg>
auto routed(supervisor_state& state) {
  return [&state](Atom atom, caller& who, const storage::session_ref& ref,
                  Arg& arg) -> caf::result<Reply> {
    return state.route<Reply>(ref, atom, who, std::move(arg));
  };
}

}  // namespace

supervisor_actor::behavior_type supervisor(supervisor_pointer self, environment_ptr env,
                                           supervisor_peers peers) {
  auto& state = self->state;
  state.env = std::move(env);
  state.peers = std::move(peers);
  state.budget = memory_budget{state.env->memory_bytes};
  state.chance = state.env->entropy->next();
  const auto& limits = state.env->limits;
  self->gate.bound(limits.supervisor_queue, limits.tenant_share_percent);
  state.watch_peers();
  self->set_down_handler([&state](const caf::down_msg& down) {
    if (state.is_peer(down.source))
      state.give_up_node("an actor that owns a part of the store has ended");
    else
      state.gone(down.source.id());
  });
  return {
      [&state](create_atom, caller& who, create_command& command) -> caf::result<create_reply> {
        storage::session_ref ref{who.tenant, ""};
        if (command.restored)
          ref.id = command.restored->session_id;
        else
          ref.id = command.request.session_id.value_or(
              base::make_uuid(*state.env->clock, *state.env->entropy));
        return state.route<create_reply>(ref, create_atom_v, who, std::move(command));
      },
      routed<append_reply, append_atom, append_command>(state),
      routed<change_reply, change_atom, change_command>(state),
      [&state](get_atom, caller& who,
               const storage::session_ref& ref) -> caf::result<domain::session_view> {
        return state.route<domain::session_view>(ref, get_atom_v, who);
      },
      routed<message_page, page_atom, storage::page_request>(state),
      routed<domain::message, find_atom, std::string>(state),
      routed<turn_reply, turn_atom, turn_command>(state),
      routed<domain::turn_view, find_turn_atom, std::string>(state),
      [&state](list_turns_atom, caller& who, const storage::session_ref& ref, std::int64_t after,
               std::int64_t items_max) -> caf::result<turn_page> {
        return state.route<turn_page>(ref, list_turns_atom_v, who, after, items_max);
      },
      [&state](history_atom, caller& who, storage::session_ref& ref,
               storage::page_request& request) -> caf::result<message_page> {
        return state.read<message_page>(state.peers.slow, history_atom_v, who, ref, request);
      },
      [self, &state](list_atom, caller& who,
                     storage::session_query& query) -> caf::result<storage::session_page> {
        query.tenant = who.tenant;  // nobody lists another tenant's sessions
        return self->delegate(state.peers.slow, list_atom_v, std::move(who), std::move(query));
      },
      [&state](tree_atom, caller& who, storage::session_ref& ref,
               tree_request& wanted) -> caf::result<session_tree> {
        return state.read<session_tree>(state.peers.slow, tree_atom_v, who, ref, wanted);
      },
      [self, &state](letters_atom, caller& who,
                     storage::dead_query& query) -> caf::result<letter_page> {
        query.tenant = who.tenant;
        return self->delegate(state.peers.slow, letters_atom_v, std::move(who), std::move(query));
      },
      [self, &state](letter_atom, caller& who, std::int64_t id) -> caf::result<storage::job> {
        return self->delegate(state.peers.slow, letter_atom_v, std::move(who), id);
      },
      [self, &state](letter_atom, caller& who,
                     const letter_command& command) -> caf::result<storage::job> {
        if (!state.courier) return to_error(is_stopping());
        return self->delegate(state.courier, letter_atom_v, std::move(who), command);
      },
      [self, &state](person_atom, caller& who, std::string& user) -> caf::result<domain::erasure> {
        if (!state.courier) return to_error(is_stopping());
        return self->delegate(state.courier, person_atom_v, std::move(who), std::move(user));
      },
      routed<domain::erasure, blank_atom, blank_command>(state),
      [self, &state](reload_atom, const caller& who,
                     const reload_command& sessions) -> caf::result<done> {
        state.reload(who, sessions, reply<done>{self->make_response_promise<done>()});
        return caf::delegated<done>{};
      },
      [&state](summarize_atom, caller& who, storage::session_ref& ref,
               summarize_command& command) -> caf::result<summarize_reply> {
        if (!state.summarizer) return to_error(is_stopping());
        return state.read<summarize_reply>(state.summarizer, summarize_atom_v, who, ref, command);
      },
      [&state](context_atom, caller& who, storage::session_ref& ref,
               context_command& command) -> caf::result<context::context_view> {
        if (state.contexts.empty()) return to_error(is_stopping());
        const auto& next = state.contexts[state.next_context++ % state.contexts.size()];
        return state.read<context::context_view>(next, context_atom_v, who, ref, command);
      },
      [&state](summaries_atom, caller& who, storage::session_ref& ref, std::int64_t skip,
               std::int64_t items_max) -> caf::result<summary_page> {
        return state.read<summary_page>(state.fast_reader(), summaries_atom_v, who, ref, skip,
                                        items_max);
      },
      [&state](summary_atom, caller& who, storage::session_ref& ref,
               std::string& id) -> caf::result<domain::summary> {
        return state.read<domain::summary>(state.fast_reader(), summary_atom_v, who, ref, id);
      },
      routed<domain::summary, apply_atom, apply_summary>(state),
      [self, &state](forget_atom, storage::session_ref& ref) {
        if (state.summarizer) self->send(state.summarizer, forget_atom_v, std::move(ref));
      },
      [&state](attach_atom, const summarizer_actor& summarizer) { state.summarizer = summarizer; },
      [&state](attach_atom, const context_actor& context) { state.contexts.push_back(context); },
      [self, &state](search_atom, caller& who,
                     storage::search_query& query) -> caf::result<storage::search_page> {
        query.tenant = who.tenant;
        return self->delegate(state.peers.slow, search_atom_v, std::move(who), std::move(query));
      },
      [self, &state](statistics_atom, caller& who,
                     storage::statistics_query& query) -> caf::result<storage::statistics> {
        query.tenant = who.tenant;
        return self->delegate(state.peers.slow, statistics_atom_v, std::move(who),
                              std::move(query));
      },
      [self, &state](retain_atom, caller& who,
                     retention_command& command) -> caf::result<retention_reply> {
        if (!state.keeper) return to_error(is_stopping());
        return self->delegate(state.keeper, retain_atom_v, std::move(who), std::move(command));
      },
      [&state](attach_atom, const keeper_actor& keeper) { state.keeper = keeper; },
      [self, &state](migrate_atom, caller& who,
                     const migration_command& command) -> caf::result<migration_status> {
        if (!state.migration) return to_error(no_archive());
        return self->delegate(state.migration, migrate_atom_v, std::move(who), command);
      },
      [&state](migrate_atom, caller& who,
               storage::session_ref& ref) -> caf::result<migration_status> {
        if (!state.migration) return to_error(no_archive());
        return state.read<migration_status>(state.migration, migrate_atom_v, who, ref);
      },
      [&state](attach_atom, const migration_actor& migration) { state.migration = migration; },
      [&state](attach_atom, const mover_actor& mover) { state.take(mover); },
      [self, &state](hold_atom, const caller&,
                     const storage::session_ref& ref) -> caf::result<done> {
        state.hold_for_move(ref, reply<done>{self->make_response_promise<done>()});
        return caf::delegated<done>{};
      },
      [&state](release_atom, const storage::session_ref& ref) { state.release(ref); },
      routed<domain::erasure, erase_atom, erase_command>(state),
      routed<done, settle_atom, settle_command>(state),
      [&state](attach_atom, const courier_actor& courier) { state.courier = courier; },
      [self, &state](replay_atom, caller& who, std::string& key,
                     std::string& route) -> caf::result<replay> {
        return self->delegate(state.fast_reader(), replay_atom_v, std::move(who), std::move(key),
                              std::move(route));
      },
      [&state](prior_atom, caller& who,
               const storage::session_ref& ref) -> caf::result<prior_history> {
        return state.route<prior_history>(ref, prior_atom_v, who);
      },
      [self, &state](compare_atom, caller& who,
                     compare_request& request) -> caf::result<comparison> {
        if (request.left.tenant != who.tenant || request.right.tenant != who.tenant)
          return to_error(other_tenant());
        return self->delegate(state.peers.slow, compare_atom_v, std::move(who), std::move(request));
      },
      [self, &state](counts_atom, caller& who) -> caf::result<storage::tenant_counts> {
        return self->delegate(state.peers.slow, counts_atom_v, std::move(who));
      },
      [self, &state](probe_atom, const caller& who) -> caf::result<done> {
        state.probe(who, reply<done>{self->make_response_promise<done>()});
        return caf::delegated<done>{};
      },
      [self, &state](passivate_atom, const caller&,
                     const storage::session_ref& ref) -> caf::result<done> {
        const auto place = state.sessions.find(ref);
        if (place == state.sessions.end()) return done{};
        place->second.watchers.emplace_back(self->make_response_promise<done>());
        state.hold(place);
        return caf::delegated<done>{};
      },
      [&state](status_atom) -> caf::result<supervisor_status> { return state.status(); },
      [self, &state](retry_atom, const caller& who, storage::job& letter) -> caf::result<done> {
        if (letter.tenant != who.tenant) return to_error(other_tenant());
        reply<done> to{self->make_response_promise<done>()};
        state.retry(who, std::move(letter), std::move(to));
        return caf::delegated<done>{};
      },
      [self, &state](stop_atom) -> caf::result<done> {
        state.stop(reply<done>{self->make_response_promise<done>()});
        return caf::delegated<done>{};
      },
      [&state](retire_atom, const storage::session_ref& ref) {
        const auto place = state.sessions.find(ref);
        if (place != state.sessions.end()) state.hold(place);
      },
      [&state](crashed_atom, const storage::session_ref& ref, const std::string& what) {
        state.crashed(ref, what);
        if (const auto place = state.sessions.find(ref); place != state.sessions.end())
          state.hold(place);
      },
      [&state](wake_atom, const storage::session_ref& ref, std::chrono::microseconds in) {
        state.wake_later(ref, in);
      },
      [&state](weigh_atom, const storage::session_ref& ref, std::int64_t bytes, bool cool) {
        state.weighed(ref, bytes, cool);
      },
      [self, &state](tick_atom) {
        state.next_tick.reset();
        state.wake_due();
        state.restart_due();
        state.collect();
        self->send(state.peers.writer, tick_atom_v);
        if (!state.sessions.empty() || !state.asleep.empty() || state.next_restart()) state.arm();
      },
  };
}

}  // namespace parley::actors
