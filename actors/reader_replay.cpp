#include "actors/reader_replay.hpp"

#include <utility>

#include "actors/reader_tree.hpp"
#include "actors/reader_turns.hpp"
#include "parley/domain/records.hpp"
#include "parley/domain/turn_beginning.hpp"

namespace parley::actors {

using namespace protocol;
using base::errc;
using base::fail;

namespace {

/// What a part noted: a record, a turn that began, or how many rounds there were.
base::result<void> add_note(reader_state& state, const storage::session_ref& ref,
                            const std::string& note, replay& result) {
  const auto json = domain::parse_json(note);
  if (!json) return fail(json.error());
  if (const auto round = json->find("round"); round != json->end()) {
    result.round = round->get<std::int64_t>();
    return {};
  }
  if (const auto session = json->find("session"); session != json->end()) {
    auto view = domain::read_session(*session, state.env->limits);
    if (!view) return fail(view.error());
    result.session = std::move(*view);
    return {};
  }
  const auto then = domain::read_beginning(note, state.env->limits);
  if (!then) return fail(then.error());
  result.all_known = then->known;
  auto stored = state.store.log->load(ref);
  if (!stored) return fail(stored.error());
  if (!*stored) return fail(missing(state.store, ref));
  auto found = find_turn(state, (*stored)->key, (*stored)->log, then->turn_id, false);
  if (!found) return fail(found.error());
  if (!found->turn) return fail(errc::internal, "", "A turn of an earlier request is missing.");
  result.turn = domain::as_begun(*then, std::move(*found->turn));
  return {};
}

}  // namespace

base::result<replay> replay_of(reader_state& state, const std::string& tenant,
                               const std::string& key, const std::string& route) {
  auto effect = state.store.log->find_effect(tenant, key, route);
  if (!effect) return fail(effect.error());
  replay result;
  if (!*effect) return result;
  result.found = true;
  result.body_digest = (*effect)->body_digest;
  result.all_known = (*effect)->all_known;
  for (const auto seq : (*effect)->seqs) {
    auto message = state.store.log->find_seq((*effect)->log, seq);
    if (!message) return fail(message.error());
    if (!*message) return fail(errc::internal, "", "A message of an earlier request is missing.");
    const auto& m = **message;
    result.receipts.push_back(
        {m.seq, m.message_id, m.sender_id, m.role, m.status, m.timestamp, false});
  }
  if (!(*effect)->note.empty())
    if (auto added = add_note(state, {tenant, (*effect)->session_id}, (*effect)->note, result); !added)
      return fail(added.error());
  if (!(*effect)->record.empty()) {
    auto json = domain::parse_json((*effect)->record);
    if (!json) return fail(json.error());
    auto view = domain::read_session(*json, state.env->limits);
    if (!view) return fail(view.error());
    result.session = std::move(*view);
  }
  return result;
}

}  // namespace parley::actors
