#include <algorithm>
#include <utility>

#include "storage/blanking.hpp"
#include "storage/memory/store.hpp"
#include "storage/memory/timeline.hpp"
#include "storage/page_bounds.hpp"
#include "storage/refusal.hpp"

namespace parley::storage::memory {
namespace {

class memory_reader : public log_reader, public timeline {
 public:
  memory_reader(std::shared_ptr<tables> t, std::int64_t secret)
      : tables_(std::move(t)), secret_(secret) {}

  base::result<std::optional<stored_session>> load(const session_ref& ref) override {
    std::lock_guard guard{tables_->mutex};
    const auto it = tables_->key_of.find(ref);
    if (it == tables_->key_of.end()) return std::optional<stored_session>{};
    const auto& row = tables_->sessions.at(it->second);
    stored_session found{it->second, row.log, row.record, tables_->head(row.log), {}, 1, {}};
    for (const auto& [ordinal, t] : row.turns) {
      if (!t.ended()) found.open_turns.push_back(t);
      found.next_turn = ordinal + 1;
    }
    if (const auto* cascade = tables_->cascade(ref)) found.cascade = *cascade;
    return found;
  }

  base::result<std::vector<domain::message>> page(std::int64_t log,
                                                  const page_request& request) override {
    std::lock_guard guard{tables_->mutex};
    const page_bounds bounds{request};
    page_filler filler{request};
    const auto to = std::min(bounds.to, tables_->head(log).last_seq);
    for (std::int64_t n = 0; n <= to - bounds.from; ++n) {
      const auto seq = bounds.from_newest ? to - n : bounds.from + n;
      // A fork that was erased keeps its own rows for a while, and shares no more.
      const auto* m = tables_->find(log, seq);
      if (!m || !filler.take(*m)) break;
    }
    return filler.finish(bounds);
  }

  base::result<std::optional<domain::message>> find_seq(std::int64_t log,
                                                        std::int64_t seq) override {
    std::lock_guard guard{tables_->mutex};
    return copy(tables_->find(log, seq));
  }

  base::result<std::optional<domain::message>> find_id(std::int64_t log,
                                                       const std::string& message_id) override {
    std::lock_guard guard{tables_->mutex};
    return copy(tables_->find(log, message_id));
  }

  base::result<std::int64_t> common(std::int64_t left_log, std::int64_t right_log) override {
    std::lock_guard guard{tables_->mutex};
    const auto last = std::min(tables_->head(left_log).last_seq, tables_->head(right_log).last_seq);
    const auto shared = tables_->segments_of(left_log).shared_with(tables_->segments_of(right_log));
    auto upto = std::min(shared, last);
    const auto most = tables_->limits.compare_messages;
    for (std::int64_t n = 0; upto < last; ++upto, ++n) {
      const auto seq = upto + 1;
      // One that was erased shares nothing any more, and keeps its own rows for a while.
      const auto* left = tables_->find(left_log, seq);
      const auto* right = tables_->find(right_log, seq);
      if (!left || !right || left->body_digest != right->body_digest) break;
      if (n == most) return base::fail(refusal::too_alike(most));
    }
    return upto;
  }

  base::result<std::vector<domain::turn>> turns(std::int64_t key, std::int64_t after,
                                                std::int64_t items_max) override {
    std::lock_guard guard{tables_->mutex};
    std::vector<domain::turn> found;
    const auto* rows = tables_->turns_of(key);
    if (!rows) return found;
    for (auto at = rows->upper_bound(after);
         at != rows->end() && static_cast<std::int64_t>(found.size()) < items_max; ++at)
      found.push_back(at->second);
    return found;
  }

  base::result<std::vector<turn_holder>> turn_holders(std::int64_t after,
                                                      std::int64_t items_max) override {
    std::lock_guard guard{tables_->mutex};
    std::vector<turn_holder> found;
    for (auto at = tables_->sessions.upper_bound(after);
         at != tables_->sessions.end() && static_cast<std::int64_t>(found.size()) < items_max; ++at)
      if (std::any_of(at->second.turns.begin(), at->second.turns.end(),
                      [](const auto& t) { return !t.second.ended(); }))
        found.push_back({at->first, {at->second.record.tenant_id, at->second.record.session_id}});
    return found;
  }

  base::result<std::optional<domain::turn>> find_turn(std::int64_t key,
                                                      const std::string& turn_id) override {
    return find_turn_if(key, [&](const domain::turn& t) { return t.turn_id == turn_id; });
  }

  base::result<std::optional<domain::turn>> find_turn_of(std::int64_t key,
                                                         const std::string& question_id) override {
    return find_turn_if(
        key, [&](const domain::turn& t) { return t.question.message_id == question_id; });
  }

  base::result<std::optional<domain::erasure>> find_erasure(const session_ref& ref) override {
    std::lock_guard guard{tables_->mutex};
    return tables_->erasure(ref);
  }

  base::result<std::optional<domain::erasure>> find_blanked(const session_ref& session,
                                                            std::int64_t seq) override {
    std::lock_guard guard{tables_->mutex};
    const auto it = tables_->receipts.find(
        {session.tenant, domain::erased_kind::message, message_subject(session.id, seq)});
    if (it == tables_->receipts.end()) return std::nullopt;
    return it->second.receipt;
  }

  base::result<std::optional<person_receipt>> find_person(const std::string& tenant,
                                                          const std::string& user) override {
    std::lock_guard guard{tables_->mutex};
    return tables_->person(tenant, user);
  }

  base::result<sent_page> sent_by(const std::string& tenant, const std::string& sender,
                                  std::int64_t after, std::int64_t rows_max) override {
    std::lock_guard guard{tables_->mutex};
    return tables_->sent_by(tenant, sender, after, rows_max);
  }

  base::result<std::vector<sent_messages>> asked_by(const std::string& tenant,
                                                    const std::string& asker,
                                                    std::int64_t items_max) override {
    std::lock_guard guard{tables_->mutex};
    return tables_->asked_by(tenant, asker, items_max);
  }

  base::result<summary_state> summary_state_of(std::int64_t log) override {
    std::lock_guard guard{tables_->mutex};
    return tables_->summary_state_of(log);
  }

  base::result<std::vector<domain::summary>> summaries(std::int64_t log, std::int64_t skip,
                                                       std::int64_t items_max) override {
    std::lock_guard guard{tables_->mutex};
    std::vector<domain::summary> found;
    for (const auto* s : tables_->summaries_of(log))
      if (skip-- <= 0 && static_cast<std::int64_t>(found.size()) < items_max) found.push_back(*s);
    return found;
  }

  base::result<std::optional<domain::summary>> find_summary(std::int64_t log,
                                                            const std::string& id) override {
    std::lock_guard guard{tables_->mutex};
    for (const auto* s : tables_->summaries_of(log))
      if (s->summary_id == id) return *s;
    return std::nullopt;
  }

  base::result<std::int64_t> characters(std::int64_t log, std::int64_t after,
                                        std::int64_t most) override {
    std::lock_guard guard{tables_->mutex};
    return tables_->characters(log, after, most);
  }

  base::result<std::vector<moved_message>> rows_to_move(std::int64_t log, std::int64_t after,
                                                        std::int64_t items_max,
                                                        std::int64_t bytes_max) override {
    std::lock_guard guard{tables_->mutex};
    std::vector<moved_message> found;
    const auto it = tables_->logs.find(log);
    if (it == tables_->logs.end()) return found;
    std::int64_t bytes = 0;
    const auto& rows = it->second;
    for (std::size_t i = 0; i < rows.messages.size(); ++i) {
      if (rows.messages[i].seq <= after) continue;
      bytes += static_cast<std::int64_t>(rows.messages[i].bytes());
      if (static_cast<std::int64_t>(found.size()) == items_max ||
          (!found.empty() && bytes > bytes_max))
        break;
      found.push_back({rows.messages[i], rows.agents[i]});
    }
    return found;
  }

  base::result<std::vector<turn_tally>> tallies(std::int64_t log, std::int64_t after,
                                                std::int64_t items_max) override {
    std::lock_guard guard{tables_->mutex};
    std::vector<turn_tally> found;
    const auto it = tables_->logs.find(log);
    if (it == tables_->logs.end()) return found;
    const auto& tallies = it->second.tallies;
    for (auto at = tallies.upper_bound(after);
         at != tallies.end() && static_cast<std::int64_t>(found.size()) < items_max; ++at)
      found.push_back({at->first, at->second.turn_count, at->second.round});
    return found;
  }

  base::result<std::vector<moving_log>> moving(std::int64_t after,
                                               std::int64_t items_max) override {
    std::lock_guard guard{tables_->mutex};
    std::vector<moving_log> found;
    for (auto at = tables_->moving.upper_bound(after);
         at != tables_->moving.end() && static_cast<std::int64_t>(found.size()) < items_max; ++at)
      found.push_back(at->second);
    return found;
  }

  base::result<std::optional<idempotent_effect>> find_effect(const std::string& tenant,
                                                             const std::string& key,
                                                             const std::string& route) override {
    std::lock_guard guard{tables_->mutex};
    const auto* effect = tables_->effect(tenant, key, route);
    return effect ? std::optional{*effect} : std::nullopt;
  }

  base::result<timeline_end> end() override {
    std::lock_guard guard{tables_->mutex};
    return timeline_end{tables_->next_position - 1, secret_};
  }

  base::result<placed_page> places(const std::string& tenant, std::int64_t after,
                                   std::int64_t items_max, std::int64_t rows_max) override {
    std::lock_guard guard{tables_->mutex};
    return read_places(*tables_, tenant, after, items_max, rows_max);
  }

 private:
  template <class F>
  std::optional<domain::turn> find_turn_if(std::int64_t key, F matches) {
    std::lock_guard guard{tables_->mutex};
    const auto* rows = tables_->turns_of(key);
    if (!rows) return std::nullopt;
    for (const auto& [ordinal, t] : *rows)
      if (matches(t)) return t;
    return std::nullopt;
  }

  static std::optional<domain::message> copy(const domain::message* found) {
    return found ? std::optional{*found} : std::nullopt;
  }

  std::shared_ptr<tables> tables_;
  std::int64_t secret_;
};

}  // namespace

std::unique_ptr<log_reader> make_reader(std::shared_ptr<tables> t, std::int64_t secret) {
  return std::make_unique<memory_reader>(std::move(t), secret);
}

}  // namespace parley::storage::memory
