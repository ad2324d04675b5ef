#include "storage/memory/apply.hpp"

#include <stdexcept>
#include <utility>

#include "parley/domain/message_id.hpp"
#include "parley/domain/records.hpp"
#include "storage/agents.hpp"
#include "storage/effect.hpp"
#include "storage/refusal.hpp"

namespace parley::storage::memory {
namespace {

outcome rejected(base::status error) {
  outcome o;
  o.error = std::move(error);
  return o;
}

/// A key that was used before decides the request: the same effect again, or a refusal.
struct earlier_use {
  std::optional<idempotent_effect> replay;
  std::optional<base::status> refused;
};

class application {
 public:
  explicit application(tables& t) : tables_(&t) {}

  outcome take(const submission& s) {
    if (s.epoch != tables_->epoch) return rejected(refusal::fence_lost(s.epoch, tables_->epoch));
    if (s.session.id.empty()) return without_session(s);
    if (s.move) {
      outcome o;
      o.kind = commit::committed;
      if (auto refused = tables_->move(s, o)) return rejected(std::move(*refused));
      return o;
    }
    if (s.create) return create(s);
    const auto it = tables_->sessions.find(s.key);
    if (it == tables_->sessions.end() || it->second.log != s.log ||
        it->second.record.tenant_id != s.session.tenant ||
        it->second.record.session_id != s.session.id)
      return rejected(refusal::session_gone(s.session));
    const auto& row = it->second;
    if (s.summary) {
      if (auto refused = tables_->keep_summary(row.log, *s.summary)) return rejected(*refused);
      outcome o;
      o.kind = commit::committed;
      return o;
    }
    if (s.blank) {
      outcome o;
      o.kind = commit::committed;
      o.erased = tables_->blank(s.session, *s.blank, o.sharers);
      return o;
    }
    const auto last_seq = tables_->head(row.log).last_seq;
    if (last_seq != s.expected_last_seq)
      return rejected(refusal::head_moved(s.expected_last_seq, last_seq));
    if (s.update && s.update->revision != row.record.revision + 1)
      return rejected(refusal::revision_moved(s.update->revision - 1, row.record.revision));
    if (auto refused = tables_->guarded(s.session, s.guard)) return rejected(*refused);
    if (s.erase) {
      outcome o;
      o.kind = commit::committed;
      o.erased = tables_->erase(s.session, *s.erase);
      return o;
    }
    if (auto earlier = used_before(s.session, s.once)) return answer(*earlier, s, row.log);
    if (s.update) {
      check(s, *s.update);
      if (s.update->created_at != row.record.created_at)
        throw std::invalid_argument(refusal::moved_creation);
    }
    return finish(s, s.key, tables_->sessions.edit(s.key));
  }

 private:
  /// What cannot be written is poison.
  static void check(const submission& s, const domain::session& record) {
    if (auto why = refusal::misplaced(s.session, record); !why.empty())
      throw std::invalid_argument(why);
    domain::canonical(domain::write_session({record, {}}));
  }

  outcome create(const submission& s) {
    if (tables_->key_of.contains(s.session)) return rejected(refusal::session_exists(s.session));
    if (tables_->tombstones.contains(s.session))
      return rejected(refusal::erased(s.session.id, "session_id"));
    if (s.children_max > 0 && s.create->parent_session_id)
      if (auto refused = tables_->no_place(*s.create, s.children_max)) return rejected(*refused);
    if (auto earlier = used_before(s.session, s.once)) return answer(*earlier, s, 0);
    check(s, *s.create);
    auto record = *s.create;
    log_rows rows;
    if (s.fork) {
      if (auto refused = share(s, record, rows)) return rejected(std::move(*refused));
    }
    if (record.turn_count != 0 || record.round != 0)
      rows.tallies[s.fork ? s.fork->at_seq : 0] = {record.turn_count, record.round};
    const auto key = tables_->next_session++;
    auto& row = tables_->sessions.edit(key);
    row = {tables_->next_log++, std::move(record), {}};
    tables_->logs.put(row.log, std::move(rows));
    tables_->key_of[s.session] = key;
    tables_->key_of_log[row.log] = key;
    tables_->by_age[s.session.tenant][{s.create->created_at, s.session.id}] = key;
    tables_->link(*s.create, true);
    ++tables_->counts.edit(s.session.tenant).sessions;
    return finish(s, key, row);
  }

  /// Gives a new history what it shares with its origin, or says why it cannot.
  std::optional<base::status> share(const submission& s, domain::session& record,
                                    log_rows& rows) const {
    const auto origin = tables_->key_of.find({s.session.tenant, s.fork->session_id});
    if (origin == tables_->key_of.end()) return refusal::no_origin(*s.fork);
    const auto log = tables_->sessions.at(origin->second).log;
    const auto last_seq = tables_->head(log).last_seq;
    const auto at_seq = s.fork->at_seq;
    if (at_seq < 0 || at_seq > last_seq) return refusal::fork_beyond(last_seq);
    rows.shared = tables_->segments_of(log).cut(at_seq);
    const auto most = tables_->limits.fork_segments;
    const auto size = static_cast<std::int64_t>(rows.shared.size()) + 1;
    if (size > most) return refusal::fork_too_deep(size, most);
    const auto [turn_count, round] = tables_->tally_at(log, at_seq);
    record.turn_count = turn_count;
    record.round = round;
    return std::nullopt;
  }

  outcome without_session(const submission& s) {
    outcome o;
    o.kind = commit::committed;
    change_jobs(s, o);
    if (s.purge) o.purge_left = tables_->purge(*s.purge);
    if (s.receipt) tables_->take(*s.receipt);
    if (s.setting) set(*s.setting);
    return o;
  }

  void set(const tenant_setting& what) {
    if (what.value.empty())
      tables_->settings.erase({what.tenant, what.name});
    else
      tables_->settings.put({what.tenant, what.name}, what.value);
  }

  void change_jobs(const submission& s, outcome& o) {
    if (!s.jobs) return;
    for (const auto& j : s.jobs->add) o.jobs.push_back(tables_->add(j));
    for (const auto& j : s.jobs->put) tables_->put(j);
    for (const auto id : s.jobs->remove) tables_->jobs.erase(id);
  }

  void update(const domain::session& record, session_row& row, outcome& o) {
    const auto turn_count = row.record.turn_count;
    const auto round = row.record.round;
    tables_->link(row.record, false);
    row.record = record;
    tables_->link(row.record, true);
    row.record.turn_count = turn_count;
    row.record.round = round;
    o.updated = true;
  }

  /// The update, the parts, and what is kept of a creation or change.
  outcome finish(const submission& s, std::int64_t key, session_row& row) {
    outcome o;
    o.kind = commit::committed;
    o.key = key;
    o.log = row.log;
    const auto before = tables_->head(row.log).last_seq;
    if (s.update && !s.update_with_entries) update(*s.update, row, o);
    for (const auto& part : s.parts) o.parts.push_back(append(s, part, row));
    o.head = tables_->head(row.log);
    if (s.update && s.update_with_entries && o.head.last_seq > before) update(*s.update, row, o);
    o.turn_count = row.record.turn_count;
    o.round = row.record.round;
    change_jobs(s, o);
    if (s.once && (s.create || s.update))
      keep(s, *s.once,
           effect_of_record(s, *s.once, row.log, row.record, o.head, tables_->clock->now()));
    return o;
  }

  outcome answer(const earlier_use& earlier, const submission& s, std::int64_t log) const {
    if (earlier.refused) return rejected(*earlier.refused);
    outcome o;
    o.kind = commit::committed;
    o.replay = earlier.replay;
    o.key = s.key;
    o.log = log;
    if (log != 0) o.head = tables_->head(log);
    return o;
  }

  part_outcome append(const submission& s, const append_part& part, session_row& session) {
    const auto log = session.log;
    part_outcome result;
    if (auto earlier = used_before(s.session, part.once))
      return {earlier->refused, {}, earlier->replay};
    const auto first = tables_->head(log).last_seq + 1;

    // Decide everything, then write: a part is taken whole or not at all.
    std::vector<domain::message> fresh;
    for (std::size_t i = 0; i < part.entries.size(); ++i) {
      const auto& entry = part.entries[i];
      if (const auto* known = find(log, fresh, entry.message_id)) {
        if (known->status == domain::message_status::erased)
          return {refusal::entry_erased(part, i), {}, {}};
        if (known->body_digest != entry.body_digest) return {refusal::other_body(part, i), {}, {}};
        result.entries.push_back(
            {known->seq, known->message_id, true, known->sender_id, known->timestamp});
        continue;
      }
      auto row = entry;
      row.seq = first + static_cast<std::int64_t>(fresh.size());
      if (row.message_id.empty()) row.message_id = domain::make_message_id(row.seq, row.id_suffix);
      row.id_suffix.clear();
      result.entries.push_back({row.seq, row.message_id, false, {}, {}});
      fresh.push_back(std::move(row));
    }
    if (part.if_last_seq && !fresh.empty() && *part.if_last_seq != first - 1)
      return {refusal::last_seq_differs(*part.if_last_seq, first - 1), {}, {}};

    const bool takes = !fresh.empty();
    if (takes) write(std::move(fresh), s.session.tenant, session);
    if (takes || part.entries.empty()) {
      for (const auto& t : part.turns) session.turns[t.ordinal] = t;
      for (const auto& j : part.jobs) tables_->add(j);
      session.record.turn_count += part.turns_completed;
      session.record.round += part.turns_completed + part.rounds;
      if (part.turns_completed + part.rounds > 0)
        tables_->logs.edit(log).tallies[tables_->head(log).last_seq] = {session.record.turn_count,
                                                                        session.record.round};
    }
    if (part.once)
      keep(s, *part.once, effect_of_part(s, part, log, result.entries, tables_->clock->now()));
    return result;
  }

  void write(std::vector<domain::message> fresh, const std::string& tenant,
             const session_row& session) {
    tables_->counts.edit(tenant).messages += static_cast<std::int64_t>(fresh.size());
    const auto agents = agents_text(session.record);
    auto& rows = tables_->logs.edit(session.log);
    for (auto& row : fresh) {
      tables_->order[tables_->next_position] = {session.log, row.seq};
      std::string agent{agent_role(agents, row.sender_id)};
      rows.add(std::move(row), std::move(agent), tables_->next_position++);
    }
  }

  const domain::message* find(std::int64_t log, const std::vector<domain::message>& fresh,
                              const std::string& id) const {
    if (id.empty()) return nullptr;
    if (const auto* stored = tables_->find(log, id)) return stored;
    for (const auto& m : fresh)
      if (m.message_id == id) return &m;
    return nullptr;
  }

  std::optional<earlier_use> used_before(const session_ref& session,
                                         const std::optional<idempotency>& once) const {
    if (!once) return std::nullopt;
    const auto* effect = tables_->effect(session.tenant, once->key, once->route);
    if (!effect) return std::nullopt;
    if (effect->body_digest != once->body_digest)
      return earlier_use{std::nullopt, refusal::key_reused(*once)};
    return earlier_use{*effect, std::nullopt};
  }

  void keep(const submission& s, const idempotency& once, idempotent_effect effect) {
    tables_->keep(s.session.tenant, once, std::move(effect));
  }

  tables* tables_;
};

}  // namespace

outcome apply(tables& t, const submission& s) { return application{t}.take(s); }

}  // namespace parley::storage::memory
