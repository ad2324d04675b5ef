#include "storage/relational/apply.hpp"

#include <unordered_map>
#include <utility>

#include "parley/domain/message_id.hpp"
#include "storage/effect.hpp"
#include "storage/refusal.hpp"
#include "storage/relational/transaction.hpp"

namespace parley::storage::relational {
namespace {

outcome rejected(base::status error) {
  outcome o;
  o.error = std::move(error);
  return o;
}

outcome replayed(idempotent_effect effect, const open_session& session) {
  outcome o;
  o.kind = commit::committed;
  o.key = session.key;
  o.log = session.log;
  o.head = session.head;
  o.replay = std::move(effect);
  return o;
}

/// The entries of one part that were found to be known, and those that wait to be written.
class plan {
 public:
  plan(transaction& tx, const open_session& session, const append_part& part)
      : tx_(tx), session_(session), part_(part) {
    // Views of ids point into it.
    entries_.reserve(part.entries.size());
  }

  /// A refusal, or nothing: then the plan is complete.
  std::optional<base::status> make() {
    for (std::size_t i = 0; i < part_.entries.size(); ++i)
      if (auto refused = place(i)) return refused;
    if (part_.if_last_seq && fresh_ > 0 && *part_.if_last_seq != session_.head.last_seq)
      return refusal::last_seq_differs(*part_.if_last_seq, session_.head.last_seq);
    return std::nullopt;
  }

  std::vector<appended> write(open_session& session) {
    for (std::size_t i = 0; i < entries_.size(); ++i)
      if (!entries_[i].known) tx_.append(session, entries_[i].message_id, part_.entries[i]);
    if (fresh_ > 0 || entries_.empty()) {
      for (const auto& t : part_.turns) tx_.rows().keep_turn(session, t);
      for (const auto& j : part_.jobs) tx_.add(j);
      if (part_.turns_completed + part_.rounds > 0)
        tx_.count(session, part_.turns_completed, part_.turns_completed + part_.rounds);
    }
    return std::move(entries_);
  }

 private:
  std::optional<base::status> place(std::size_t i) {
    const auto& entry = part_.entries[i];
    if (!entry.message_id.empty()) {
      if (const auto twin = places_.find(entry.message_id); twin != places_.end()) {
        const auto& first = part_.entries[twin->second];
        if (first.body_digest != entry.body_digest) return refusal::other_body(part_, i);
        auto again = entries_[twin->second];
        if (!again.known) again.sender_id = first.sender_id, again.timestamp = first.timestamp;
        again.known = true;
        entries_.push_back(std::move(again));
        return std::nullopt;
      }
      if (auto known = tx_.find_message(session_, entry.message_id)) {
        if (known->erased) return refusal::entry_erased(part_, i);
        if (known->body_digest != entry.body_digest) return refusal::other_body(part_, i);
        entries_.push_back(std::move(known->entry));
        return std::nullopt;
      }
    }
    const auto seq = session_.head.last_seq + ++fresh_;
    entries_.push_back({seq,
                        entry.message_id.empty() ? domain::make_message_id(seq, entry.id_suffix)
                                                 : entry.message_id,
                        false,
                        {},
                        {}});
    if (part_.entries.size() > 1) places_.emplace(entries_.back().message_id, i);
    return std::nullopt;
  }

  transaction& tx_;
  const open_session& session_;
  const append_part& part_;
  std::vector<appended> entries_;
  std::int64_t fresh_ = 0;
  std::unordered_map<std::string_view, std::size_t> places_;  ///< of what is new in this part
};

part_outcome append(transaction& tx, const submission& s, open_session& session,
                    const append_part& part) {
  if (part.once) {
    if (auto effect = tx.find_effect(s.session.tenant, *part.once)) {
      if (effect->body_digest != part.once->body_digest)
        return {refusal::key_reused(*part.once), {}, {}};
      return {{}, {}, std::move(effect)};
    }
  }
  plan planned{tx, session, part};
  if (auto refused = planned.make()) return {std::move(refused), {}, {}};
  part_outcome result{{}, planned.write(session), {}};
  if (part.once)
    tx.rows().keep_effect(s.session.tenant, *part.once,
                          effect_of_part(s, part, session.log, result.entries, tx.now()));
  return result;
}

base::result<open_session*> fork(transaction& tx, const submission& s) {
  const auto origin = tx.find_history({s.session.tenant, s.fork->session_id});
  if (!origin) return base::fail(refusal::no_origin(*s.fork));
  const auto at_seq = s.fork->at_seq;
  const auto last_seq = origin->head.last_seq;
  if (at_seq < 0 || at_seq > last_seq) return base::fail(refusal::fork_beyond(last_seq));
  auto shared = origin->history.cut(at_seq);
  const auto size = static_cast<std::int64_t>(shared.size()) + 1;
  if (const auto most = tx.limits().fork_segments; size > most)
    return base::fail(refusal::fork_too_deep(size, most));
  auto record = *s.create;
  const auto counts = tx.counts_at(origin->history, at_seq);
  record.turn_count = counts.turns;
  record.round = counts.rounds;
  auto& session = tx.create(s, record);
  tx.share(session, std::move(shared));
  return &session;
}

void change_jobs(transaction& tx, const job_changes& changes, outcome& o) {
  for (const auto& j : changes.add) o.jobs.push_back(tx.add(j));
  for (const auto& j : changes.put) tx.rows().update_job(j);
  for (const auto id : changes.remove) tx.rows().remove_job(id);
}

}  // namespace

outcome apply(transaction& tx, const submission& s) {
  if (s.epoch != tx.epoch()) return rejected(refusal::fence_lost(s.epoch, tx.epoch()));
  outcome o;
  o.kind = commit::committed;
  if (s.session.id.empty()) {
    if (s.jobs) change_jobs(tx, *s.jobs, o);
    if (s.purge) o.purge_left = tx.purge(*s.purge);
    if (s.receipt) tx.take(*s.receipt);
    if (s.setting) tx.rows().keep_setting(*s.setting);
    return o;
  }
  if (s.move) {
    if (auto refused = tx.move(s, o)) return rejected(std::move(*refused));
    return o;
  }
  open_session* session = nullptr;
  if (s.create) {
    if (tx.rows().has_session(s.session)) return rejected(refusal::session_exists(s.session));
    if (tx.rows().is_erased(s.session))
      return rejected(refusal::erased(s.session.id, "session_id"));
    if (s.children_max > 0 && s.create->parent_session_id)
      if (auto refused = no_place(tx, *s.create, s.children_max)) return rejected(*refused);
  } else {
    session = tx.open(s);
    if (!session) return rejected(refusal::session_gone(s.session));
    if (s.blank) {
      o.erased = tx.blank(*session, *s.blank, o.sharers);
      return o;
    }
    if (s.summary) {
      if (auto refused = tx.keep_summary(*session, *s.summary)) return rejected(*refused);
      return o;
    }
    if (session->head.last_seq != s.expected_last_seq)
      return rejected(refusal::head_moved(s.expected_last_seq, session->head.last_seq));
    if (s.update && s.update->revision != session->revision + 1)
      return rejected(refusal::revision_moved(s.update->revision - 1, session->revision));
    if (s.guard != subtree_guard::none && tx.rows().has_descendant(s.session, s.guard))
      return rejected(refusal::has_descendants(s.guard));
    if (s.erase) {
      o.erased = tx.erase(*session, *s.erase);
      return o;
    }
  }
  if (s.once) {
    if (auto effect = tx.find_effect(s.session.tenant, *s.once)) {
      if (effect->body_digest != s.once->body_digest) return rejected(refusal::key_reused(*s.once));
      return replayed(std::move(*effect), session ? *session : open_session{});
    }
  }

  const domain::session* record = s.create ? &*s.create : s.update ? &*s.update : nullptr;
  if (s.create && s.fork) {
    auto forked = fork(tx, s);
    if (!forked) return rejected(forked.error());
    session = *forked;
  } else if (s.create) {
    session = &tx.create(s, *record);
  }
  if (s.update && !s.update_with_entries) {
    tx.update(*session, *record);
    o.updated = true;
  }
  const auto before = session->head.last_seq;
  o.key = session->key;
  o.log = session->log;
  for (const auto& part : s.parts) o.parts.push_back(append(tx, s, *session, part));
  if (s.update && s.update_with_entries && session->head.last_seq > before) {
    tx.update(*session, *record);
    o.updated = true;
  }
  o.head = session->head;
  o.turn_count = session->turn_count;
  o.round = session->round;
  if (s.jobs) change_jobs(tx, *s.jobs, o);
  if (s.once && record) {
    auto shown = *record;
    shown.turn_count = session->turn_count;
    shown.round = session->round;
    tx.rows().keep_effect(
        s.session.tenant, *s.once,
        effect_of_record(s, *s.once, session->log, shown, session->head, tx.now()));
  }
  return o;
}

}  // namespace parley::storage::relational
