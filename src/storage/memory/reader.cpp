#include <utility>

#include "storage/memory/store.hpp"
#include "storage/page_bounds.hpp"

namespace parley::storage::memory {
namespace {

class memory_reader : public log_reader {
 public:
  explicit memory_reader(std::shared_ptr<tables> t) : tables_(std::move(t)) {}

  base::result<std::optional<stored_session>> load(const session_ref& ref) override {
    std::lock_guard guard{tables_->mutex};
    const auto it = tables_->key_of.find(ref);
    if (it == tables_->key_of.end()) return std::optional<stored_session>{};
    const auto& row = tables_->sessions.at(it->second);
    stored_session found{it->second, row.log, row.record, tables_->logs.at(row.log).head(), {}, 1};
    for (const auto& [ordinal, t] : row.turns) {
      if (!t.ended()) found.open_turns.push_back(t);
      found.next_turn = ordinal + 1;
    }
    return found;
  }

  base::result<std::vector<domain::message>> page(std::int64_t log,
                                                  const page_request& request) override {
    std::lock_guard guard{tables_->mutex};
    const page_bounds bounds{request};
    page_filler filler{request};
    if (const auto it = tables_->logs.find(log); it != tables_->logs.end()) {
      const auto& rows = it->second.messages;
      const auto to = std::min(bounds.to, static_cast<std::int64_t>(rows.size()));
      for (std::int64_t n = 0; n <= to - bounds.from; ++n) {
        const auto seq = bounds.from_newest ? to - n : bounds.from + n;
        if (!filler.take(rows[static_cast<std::size_t>(seq - 1)])) break;
      }
    }
    return filler.finish(bounds);
  }

  base::result<std::optional<domain::message>> find_seq(std::int64_t log,
                                                        std::int64_t seq) override {
    std::lock_guard guard{tables_->mutex};
    return at(log, seq);
  }

  base::result<std::optional<domain::message>> find_id(std::int64_t log,
                                                       const std::string& message_id) override {
    std::lock_guard guard{tables_->mutex};
    const auto it = tables_->logs.find(log);
    if (it == tables_->logs.end()) return std::optional<domain::message>{};
    const auto found = it->second.seq_of_id.find(message_id);
    return at(log, found == it->second.seq_of_id.end() ? 0 : found->second);
  }

  base::result<std::vector<domain::turn>> turns(std::int64_t key, std::int64_t after,
                                                std::int64_t items_max) override {
    std::lock_guard guard{tables_->mutex};
    std::vector<domain::turn> found;
    if (const auto it = tables_->sessions.find(key); it != tables_->sessions.end())
      for (auto at = it->second.turns.upper_bound(after);
           at != it->second.turns.end() && static_cast<std::int64_t>(found.size()) < items_max; ++at)
        found.push_back(at->second);
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

  base::result<std::optional<idempotent_effect>> find_effect(const std::string& tenant,
                                                             const std::string& key,
                                                             const std::string& route) override {
    std::lock_guard guard{tables_->mutex};
    const auto* effect = tables_->effect(tenant, key, route);
    return effect ? std::optional{*effect} : std::nullopt;
  }

 private:
  template <class F>
  std::optional<domain::turn> find_turn_if(std::int64_t key, F matches) {
    std::lock_guard guard{tables_->mutex};
    if (const auto it = tables_->sessions.find(key); it != tables_->sessions.end())
      for (const auto& [ordinal, t] : it->second.turns)
        if (matches(t)) return t;
    return std::nullopt;
  }

  std::optional<domain::message> at(std::int64_t log, std::int64_t seq) const {
    const auto it = tables_->logs.find(log);
    if (it == tables_->logs.end()) return std::nullopt;
    const auto& rows = it->second.messages;
    if (seq < 1 || seq > static_cast<std::int64_t>(rows.size())) return std::nullopt;
    return rows[static_cast<std::size_t>(seq - 1)];
  }

  std::shared_ptr<tables> tables_;
};

}  // namespace

std::unique_ptr<log_reader> make_reader(std::shared_ptr<tables> t) {
  return std::make_unique<memory_reader>(std::move(t));
}

}  // namespace parley::storage::memory
