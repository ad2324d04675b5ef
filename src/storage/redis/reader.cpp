#include "storage/redis/reader.hpp"

#include <utility>

#include "storage/effect.hpp"
#include "storage/redis/erased.hpp"
#include "storage/redis/lookups.hpp"
#include "storage/redis/messages.hpp"
#include "storage/redis/scripts.hpp"
#include "storage/redis/stored_number.hpp"
#include "storage/redis/structures.hpp"
#include "storage/redis/timeline.hpp"
#include "storage/relational/stored.hpp"

namespace parley::storage::redis {
namespace {

template <class T>
using found = base::result<std::optional<T>>;
template <class T>
using list = base::result<std::vector<T>>;

found<stored_session> read_session(server_rows& rows, const session_ref& ref) {
  const auto answer = rows.run(
      load_script(), {name_key(ref), std::string(1, static_cast<char>(job_kind::cascade))});
  if (answer.is_nil()) return std::nullopt;
  stored_session s;
  s.key = number_of(answer[0].text());
  const auto entry = read_entry(answer[1].text());
  s.log = entry.row.log;
  const auto counts = read_counts(answer[2].text());
  auto record = relational::parse_record(entry.record, counts.turns, counts.rounds);
  if (!record) return base::fail(record.error());
  s.record = std::move(*record);
  if (const auto head = answer[3].text_or_nil()) s.head = read_head(*head);
  if (const auto last = answer[4].text_or_nil())
    s.next_turn = number_of(last->substr(number_key(0).size())) + 1;
  for (std::size_t i = 0; i < answer[5].size(); ++i)
    s.open_turns.push_back(read_turn(answer[5][i].text()));
  for (std::size_t i = 0; i < answer[6].size(); ++i) {
    auto j = read_job(answer[6][i].text());
    if (!s.cascade || j.id < s.cascade->id) s.cascade = std::move(j);
  }
  return s;
}

std::vector<turn_holder> read_turn_holders(server_rows& rows, std::int64_t after,
                                           std::int64_t items_max) {
  std::vector<turn_holder> holders;
  for (auto last = after; static_cast<std::int64_t>(holders.size()) < items_max;) {
    const auto next = rows.range(orders::open_turn, {number_key(last + 1), "", 1});
    if (next.empty()) break;
    last = number_of(next.front());
    // Turns that are on their way here have no session yet.
    if (auto entry = entry_of(rows, last)) holders.push_back({last, entry->row.address});
  }
  return holders;
}

class redis_reader : public log_reader, public timeline {
 public:
  explicit redis_reader(std::shared_ptr<read_link> c) : link_(std::move(c)) {}

  found<stored_session> load(const session_ref& ref) override {
    return link_->ask([&](server_rows& rows) { return read_session(rows, ref); });
  }

  list<domain::message> page(std::int64_t log, const page_request& request) override {
    return ask<std::vector<domain::message>>(read_page, log, request);
  }

  found<domain::message> find_seq(std::int64_t log, std::int64_t seq) override {
    return ask<std::optional<domain::message>>(read_seq, log, seq);
  }

  found<domain::message> find_id(std::int64_t log, const std::string& message_id) override {
    return ask<std::optional<domain::message>>(read_id, log, message_id);
  }

  base::result<std::int64_t> common(std::int64_t left_log, std::int64_t right_log) override {
    return link_->ask([&](server_rows& rows) {
      return read_common(rows, left_log, right_log, link_->opts().limits.compare_messages);
    });
  }

  list<domain::turn> turns(std::int64_t key_of_session, std::int64_t after,
                           std::int64_t items_max) override {
    return link_->ask([&](server_rows& rows) -> list<domain::turn> {
      std::vector<domain::turn> turns;
      const bounds which{key{}.number(key_of_session).number(after + 1),
                         behind(number_key(key_of_session)), items_max};
      for (const auto& each : read_table(rows, tables_of::turn, which))
        turns.push_back(read_turn(each.value));
      return turns;
    });
  }

  list<turn_holder> turn_holders(std::int64_t after, std::int64_t items_max) override {
    return ask<std::vector<turn_holder>>(read_turn_holders, after, items_max);
  }

  found<domain::turn> find_turn(std::int64_t key_of_session, const std::string& turn_id) override {
    return link_->ask([&](server_rows& rows) -> found<domain::turn> {
      const auto ordinal = rows.get(hashes::turn_id, key{}.number(key_of_session).rest(turn_id));
      return ordinal ? turn_at(rows, key_of_session, stored_number(*ordinal)) : std::nullopt;
    });
  }

  found<domain::turn> find_turn_of(std::int64_t key_of_session,
                                   const std::string& question_id) override {
    return link_->ask([&](server_rows& rows) -> found<domain::turn> {
      const std::string prefix = key{}.number(key_of_session).text(question_id);
      const auto last = rows.range(orders::question, within(prefix, 1, true));
      if (last.empty()) return std::nullopt;
      return turn_at(rows, key_of_session,
                     number_of(std::string_view{last.front()}.substr(prefix.size())));
    });
  }

  found<domain::erasure> find_erasure(const session_ref& ref) override {
    return ask<std::optional<domain::erasure>>(read_erasure, ref);
  }

  found<domain::erasure> find_blanked(const session_ref& session, std::int64_t seq) override {
    return ask<std::optional<domain::erasure>>(read_blanked, session, seq);
  }

  found<person_receipt> find_person(const std::string& tenant, const std::string& user) override {
    return ask<std::optional<person_receipt>>(read_person, tenant, user);
  }

  base::result<sent_page> sent_by(const std::string& tenant, const std::string& sender,
                                  std::int64_t after, std::int64_t rows_max) override {
    return ask<sent_page>(read_sent, tenant, sender, after, rows_max);
  }

  list<sent_messages> asked_by(const std::string& tenant, const std::string& asker,
                               std::int64_t items_max) override {
    return ask<std::vector<sent_messages>>(read_asked, tenant, asker, items_max);
  }

  base::result<summary_state> summary_state_of(std::int64_t log) override {
    return link_->ask([&](server_rows& rows) -> base::result<summary_state> {
      return summaries_of(rows, history_of(rows, log));
    });
  }

  list<domain::summary> summaries(std::int64_t log, std::int64_t skip,
                                  std::int64_t items_max) override {
    return link_->ask([&](server_rows& rows) -> list<domain::summary> {
      std::vector<domain::summary> summaries;
      auto left = std::max<std::int64_t>(skip, 0);
      for (const auto& run : history_of(rows, log).ranges(1, seq_max))
        for (const auto& each : read_table(rows, tables_of::summary, within(number_key(run.log)))) {
          const auto row = read_summary_row(each.value);
          if (row.to_seq > run.to || left-- > 0) continue;
          if (static_cast<std::int64_t>(summaries.size()) >= items_max) return summaries;
          summaries.push_back(summary_of(row));
        }
      return summaries;
    });
  }

  found<domain::summary> find_summary(std::int64_t log, const std::string& id) override {
    return link_->ask([&](server_rows& rows) -> found<domain::summary> {
      for (const auto& run : history_of(rows, log).ranges(1, seq_max)) {
        const auto number = rows.get(hashes::summary_id, key{}.number(run.log).rest(id));
        const auto row = number ? summary_at(rows, run.log, stored_number(*number)) : std::nullopt;
        if (row && row->to_seq <= run.to) return summary_of(*row);
      }
      return std::nullopt;
    });
  }

  base::result<std::int64_t> characters(std::int64_t log, std::int64_t after,
                                        std::int64_t most) override {
    return ask<std::int64_t>(read_characters, log, after, most);
  }

  list<moved_message> rows_to_move(std::int64_t log, std::int64_t after, std::int64_t items_max,
                                   std::int64_t bytes_max) override {
    return ask<std::vector<moved_message>>(read_rows_to_move, log, after, items_max, bytes_max);
  }

  list<turn_tally> tallies(std::int64_t log, std::int64_t after, std::int64_t items_max) override {
    return link_->ask([&](server_rows& rows) -> list<turn_tally> {
      std::vector<turn_tally> tallies;
      const bounds which{key{}.number(log).number(after + 1), behind(number_key(log)), items_max};
      for (const auto& each : read_table(rows, tables_of::tally, which)) {
        const auto counts = read_counts(each.value);
        tallies.push_back({number_of(std::string_view{each.key}.substr(number_key(0).size())),
                           counts.turns, counts.rounds});
      }
      return tallies;
    });
  }

  list<moving_log> moving(std::int64_t after, std::int64_t items_max) override {
    return link_->ask([&](server_rows& rows) -> list<moving_log> {
      std::vector<moving_log> logs;
      for (const auto& each :
           read_table(rows, tables_of::moving, {number_key(after + 1), "", items_max}))
        logs.push_back(read_moving(each.value));
      return logs;
    });
  }

  found<idempotent_effect> find_effect(const std::string& tenant, const std::string& name,
                                       const std::string& route) override {
    return link_->ask([&](server_rows& rows) -> found<idempotent_effect> {
      auto effect = effect_of(rows, effect_key(tenant, name, route));
      const auto& opts = link_->opts();
      if (!effect || !is_kept(effect->at, opts.clock->now(), opts.limits)) return std::nullopt;
      return effect;
    });
  }

  base::result<timeline_end> end() override { return ask<timeline_end>(read_end); }

  base::result<placed_page> places(const std::string& tenant, std::int64_t after,
                                   std::int64_t items_max, std::int64_t rows_max) override {
    return ask<placed_page>(read_places, tenant, after, items_max, rows_max);
  }

 private:
  /// `read` with the rows and what it is to find.
  template <class T, class F, class... Args>
  base::result<T> ask(F read, const Args&... what) {
    return link_->ask([&](server_rows& rows) -> base::result<T> { return read(rows, what...); });
  }

  static std::optional<domain::turn> turn_at(server_rows& rows, std::int64_t session,
                                             std::int64_t ordinal) {
    const auto row = rows.get(tables_of::turn, key{}.number(session).number(ordinal));
    return row ? std::optional{read_turn(*row)} : std::nullopt;
  }

  std::shared_ptr<read_link> link_;
};

}  // namespace

std::unique_ptr<log_reader> make_reader(std::shared_ptr<read_link> c) {
  return std::make_unique<redis_reader>(std::move(c));
}

}  // namespace parley::storage::redis
