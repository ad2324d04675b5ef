#include "actors/reader.hpp"

#include <algorithm>
#include <charconv>

#include "actors/reader_branches.hpp"
#include "actors/reader_erased.hpp"
#include "actors/reader_replay.hpp"
#include "actors/reader_summaries.hpp"
#include "actors/reader_tree.hpp"
#include "actors/reader_turns.hpp"
#include "actors/reply.hpp"
#include "parley/telemetry/log.hpp"

namespace parley::actors {

using namespace protocol;
using base::errc;
using base::fail;

namespace {

template <class T, class F>
base::result<T> guarded(F&& read) {
  try {
    return read();
  } catch (const std::exception& e) {
    telemetry::log(telemetry::severity::error, "read failed", {{"what", e.what()}});
    return fail(errc::internal, "", "The store failed while it read this.");
  }
}

/// The answer of a handler, unless nobody waits for it any more.
template <class T, class F>
caf::result<T> answer(const reader_state& state, const caller& who, F&& read) {
  if (expired(who, *state.env->clock)) return to_error(timed_out());
  // It holds nothing between two requests, so that one that throws harms no other.
  base::result<T> value = guarded<T>(read);
  if (!value) return to_error(value.error());
  return std::move(*value);
}

base::result<activation> load(reader_state& state, const storage::session_ref& ref) {
  auto stored = state.store.log->load(ref);
  if (!stored) return fail(stored.error());
  activation result;
  if (!*stored) {
    auto erased = state.store.log->find_erasure(ref);
    if (!erased) return fail(erased.error());
    result.erased = std::move(*erased);
    return result;
  }
  storage::page_request newest;
  newest.upto = (*stored)->head.last_seq;
  newest.items_max = state.env->tail_messages;
  newest.bytes_max = state.env->tail_bytes;
  auto tail = state.store.log->page((*stored)->log, newest);
  if (!tail) return fail(tail.error());
  result.record = std::move((*stored)->record);
  result.key = (*stored)->key;
  result.log = (*stored)->log;
  result.head = (*stored)->head;
  result.tail = std::move(*tail);
  result.open_turns = std::move((*stored)->open_turns);
  for (auto& t : result.open_turns) {
    if (domain::has_question(t)) continue;
    auto question = state.store.log->find_id(result.log, t.question.message_id);
    if (!question) return fail(question.error());
    if (*question) t.question = std::move(**question);
  }
  result.next_turn = (*stored)->next_turn;
  result.cascade = std::move((*stored)->cascade);
  return result;
}

base::result<turn_holders> holders(reader_state& state, std::int64_t after,
                                   std::int64_t items_max) {
  auto found = state.store.log->turn_holders(after, items_max);
  if (!found) return fail(found.error());
  turn_holders result;
  for (auto& holder : *found) result.sessions.push_back(std::move(holder.session));
  if (static_cast<std::int64_t>(found->size()) == items_max) result.next = found->back().key;
  return result;
}

/// Whether a page has all that was asked for, as far as its bounds let it. Whoever asked knew of these
/// rows, and they go only with their session: its own ones, and at once what it shared.
base::result<bool> is_whole(const reader_state& state, std::int64_t log,
                            const storage::page_request& request,
                            const std::vector<domain::message>& items) {
  const auto first = request.after.value_or(0) + 1;
  const auto last = std::min(request.upto, request.before.value_or(request.upto + 1) - 1);
  if (first > last) return true;
  if (items.empty()) return false;
  if (request.after ? items.front().seq != first : items.back().seq != last) return false;
  const auto next = request.after ? items.back().seq + 1 : items.front().seq - 1;
  const bool ends = request.after ? next > last : next < first;
  if (ends || static_cast<std::int64_t>(items.size()) >= request.items_max) return true;
  // It may have ended because of its bytes.
  const auto found = state.store.log->find_seq(log, next);
  if (!found) return fail(found.error());
  return found->has_value();
}

base::result<message_page> page(reader_state& state, std::int64_t log,
                                const storage::page_request& request) {
  auto items = state.store.log->page(log, request);
  if (!items) return fail(items.error());
  const auto whole = is_whole(state, log, request, *items);
  if (!whole) return fail(whole.error());
  if (!*whole) return fail(errc::erased, "", "The session was erased.");
  return message_page{std::move(*items), request.upto};
}

base::result<message_page> history(reader_state& state, const storage::session_ref& ref,
                                   storage::page_request request) {
  auto stored = state.store.log->load(ref);
  if (!stored) return fail(stored.error());
  if (!*stored) return fail(missing(state.store, ref));
  const auto head = (*stored)->head.last_seq;
  request.upto = request.upto > 0 ? std::min(request.upto, head) : head;
  return page(state, (*stored)->log, request);
}

base::result<domain::message> find(reader_state& state, std::int64_t log, const std::string& name) {
  std::int64_t seq = 0;
  const auto* end = name.data() + name.size();
  const auto [stop, error] = std::from_chars(name.data(), end, seq);
  auto found = error == std::errc{} && stop == end ? state.store.log->find_seq(log, seq)
                                                   : state.store.log->find_id(log, name);
  if (!found) return fail(found.error());
  if (!*found) return fail(errc::not_found, "", "There is no such message in this session.");
  return std::move(**found);
}

}  // namespace

reader_actor::behavior_type reader(reader_pointer self, environment_ptr env,
                                   std::shared_ptr<storage::read_access> access) {
  auto& state = self->state;
  self->gate.bound(env->limits.reader_queue, env->limits.tenant_share_percent);
  state.env = std::move(env);
  state.store = std::move(*access);
  return {
      [&state](load_atom, const caller& who, const storage::session_ref& ref) {
        return answer<activation>(state, who, [&] { return load(state, ref); });
      },
      [&state](page_atom, const caller& who, std::int64_t log,
               const storage::page_request& request) {
        return answer<message_page>(state, who, [&] { return page(state, log, request); });
      },
      [&state](find_atom, const caller& who, std::int64_t log, const std::string& name) {
        return answer<domain::message>(state, who, [&] { return find(state, log, name); });
      },
      [&state](history_atom, const caller& who, const storage::session_ref& ref,
               const storage::page_request& request) {
        return answer<message_page>(state, who, [&] { return history(state, ref, request); });
      },
      [&state](list_atom, const caller& who, const storage::session_query& query) {
        return answer<storage::session_page>(state, who,
                                             [&] { return state.store.catalog->list(query); });
      },
      [&state](replay_atom, const caller& who, const std::string& key, const std::string& route) {
        return answer<replay>(state, who, [&] { return replay_of(state, who.tenant, key, route); });
      },
      [&state](find_turn_atom, const caller& who, std::int64_t key, std::int64_t log,
               const std::string& name, bool by_question) {
        return answer<turn_lookup>(
            state, who, [&] { return find_turn(state, key, log, name, by_question); });
      },
      [&state](list_turns_atom, const caller& who, std::int64_t key, std::int64_t log,
               std::int64_t after, std::int64_t items_max) {
        return answer<turn_page>(
            state, who, [&] { return list_turns(state, key, log, after, items_max); });
      },
      [&state](holders_atom, const caller& who, std::int64_t after, std::int64_t items_max) {
        return answer<turn_holders>(state, who, [&] { return holders(state, after, items_max); });
      },
      [&state](origin_atom, const caller& who, const origin_query& query) {
        return answer<origin_facts>(state, who, [&] { return find_origin(state, query); });
      },
      [&state](prior_atom, const caller& who, const storage::session_ref& earlier) {
        return answer<prior_history>(state, who, [&] { return prior_of(state, earlier); });
      },
      [&state](need_atom, const caller& who, const storage::session_ref& ref) {
        return answer<summary_need>(state, who, [&] { return read_need(state, ref); });
      },
      [&state](source_atom, const caller& who, const storage::session_ref& ref, bool again) {
        return answer<summary_source>(state, who, [&] { return read_source(state, ref, again); });
      },
      [&state](summaries_atom, const caller& who, const storage::session_ref& ref,
               std::int64_t skip, std::int64_t items_max) {
        return answer<summary_page>(state, who,
                                    [&] { return read_summaries(state, ref, skip, items_max); });
      },
      [&state](summary_atom, const caller& who, const storage::session_ref& ref,
               const std::string& id) {
        return answer<domain::summary>(state, who, [&] { return read_summary(state, ref, id); });
      },
      [&state](window_atom, const caller& who, const storage::session_ref& ref) {
        return answer<window_facts>(state, who, [&] { return read_window(state, ref); });
      },
      [&state](compare_atom, const caller& who, const compare_request& request) {
        return answer<comparison>(state, who, [&] { return compare(state, request); });
      },
      [&state](facts_atom, const caller& who, const storage::session_ref& ref) {
        return answer<session_facts>(state, who, [&] { return read_facts(state.store, ref); });
      },
      [&state](tree_atom, const caller& who, const storage::session_ref& ref,
               const tree_request& wanted) {
        return answer<session_tree>(state, who,
                                    [&] { return read_tree(state.store, ref, wanted); });
      },
      [&state](due_atom, const caller& who, std::int64_t items_max) {
        return answer<storage::due_jobs>(
            state, who, [&] { return state.store.jobs->due(state.env->clock->now(), items_max); });
      },
      [&state](letters_atom, const caller& who, const storage::dead_query& query) {
        return answer<letter_page>(state, who, [&] { return read_letters(state.store, query); });
      },
      [&state](letter_atom, const caller& who, std::int64_t id) {
        return answer<storage::job>(state, who,
                                    [&] { return read_letter(state.store, who.tenant, id); });
      },
      [&state](search_atom, const caller& who, const storage::search_query& query) {
        return answer<storage::search_page>(
            state, who, [&]() -> base::result<storage::search_page> {
              if (!state.store.search)
                return fail(errc::not_implemented, "", "This store has no search.");
              return state.store.search->find(query);
            });
      },
      [&state](statistics_atom, const caller& who, const storage::statistics_query& query) {
        return answer<storage::statistics>(
            state, who, [&] { return state.store.catalog->statistics(query); });
      },
      [&state](blank_atom, const caller& who, const storage::session_ref& ref, std::int64_t log,
               const std::string& name) {
        return answer<blank_group>(
            state, who, [&] { return read_blank_group(state.store, ref, log, name); });
      },
      [&state](person_atom, const caller& who, const std::string& user, std::int64_t after,
               std::int64_t rows_max) {
        return answer<person_facts>(state, who, [&] {
          return read_person(state.store, who.tenant, user, after, rows_max);
        });
      },
      [&state](setting_atom, const caller& who, const std::string& name) {
        return answer<storage::tenant_setting>(
            state, who, [&]() -> base::result<storage::tenant_setting> {
              auto found = state.store.catalog->setting(who.tenant, name);
              if (!found) return fail(found.error());
              return found->value_or(storage::tenant_setting{who.tenant, name, {}});
            });
      },
      [&state](settings_atom, const caller& who, const std::string& name) {
        return answer<setting_list>(state, who, [&]() -> base::result<setting_list> {
          auto found = state.store.catalog->settings(name);
          if (!found) return fail(found.error());
          return setting_list{std::move(*found)};
        });
      },
      [&state](counts_atom, const caller& who) {
        return answer<storage::tenant_counts>(
            state, who, [&] { return state.store.catalog->counts(who.tenant); });
      },
  };
}

}  // namespace parley::actors
