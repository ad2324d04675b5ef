#include "storage/sqlite/reader.hpp"

#include <algorithm>
#include <utility>

#include "parley/domain/message_id.hpp"
#include "storage/effect.hpp"
#include "storage/page_bounds.hpp"
#include "storage/sqlite/erased.hpp"
#include "storage/sqlite/history.hpp"
#include "storage/sqlite/moving.hpp"
#include "storage/sqlite/rows.hpp"
#include "storage/sqlite/summaries.hpp"
#include "storage/sqlite/timeline.hpp"

namespace parley::storage::sqlite {
namespace {

const std::string load_sql =
    "SELECT key, log, record, turn_count, round FROM session WHERE tenant = ? AND session_id = ?";
const auto select_message = std::string{"SELECT "} + message_columns + " FROM message ";
const auto oldest_sql = select_message + "WHERE log = ? AND seq BETWEEN ? AND ? ORDER BY seq";
const auto newest_sql = oldest_sql + " DESC";
const auto by_seq_sql = select_message + "WHERE log = ? AND seq = ?";
const auto by_given_id_sql = select_message + "WHERE log = ? AND message_id = ? AND given = 1";
const auto select_turn = std::string{"SELECT "} + turn_columns + " FROM turn WHERE session = ? ";
const auto open_turns_sql = select_turn + "AND state < 2 ORDER BY ordinal";
const auto turns_sql = select_turn + "AND ordinal > ? ORDER BY ordinal LIMIT ?";
const auto turn_by_id_sql = select_turn + "AND turn_id = ?";
const auto turn_by_question_sql = select_turn + "AND question_id = ? ORDER BY ordinal DESC LIMIT 1";
// By the index of open turns: as many steps as there are such turns, not turns or sessions.
const std::string turn_holders_sql =
    "SELECT s.key, s.tenant, s.session_id FROM (SELECT DISTINCT session FROM turn INDEXED BY "
    "turn_open WHERE state < 2 AND session > ? ORDER BY session LIMIT ?) AS t "
    "JOIN session AS s ON s.key = t.session ORDER BY s.key";
const std::string last_turn_sql = "SELECT max(ordinal) FROM turn WHERE session = ?";
const auto cascade_sql =
    std::string{"SELECT "} + job_columns +
    " FROM job WHERE tenant = ? AND session_id = ? AND kind = 1 ORDER BY id LIMIT 1";
const auto effect_sql = std::string{"SELECT "} + effect_columns +
                        " FROM idempotency WHERE tenant = ? AND key = ? AND route = ?";

using found_message = base::result<std::optional<domain::message>>;
using found_turn = base::result<std::optional<domain::turn>>;

base::result<std::vector<domain::turn>> read_turns(statement& row) {
  std::vector<domain::turn> found;
  while (row.step()) {
    auto t = read_turn(row);
    if (!t) return base::fail(t.error());
    found.push_back(std::move(*t));
  }
  return found;
}

class sqlite_reader : public log_reader, public timeline {
 public:
  explicit sqlite_reader(std::shared_ptr<reader_connection> c) : connection_(std::move(c)) {}

  base::result<std::optional<stored_session>> load(const session_ref& ref) override {
    return connection_->in_snapshot([&]() -> base::result<std::optional<stored_session>> {
      stored_session found;
      {
        running row{connection_->sql(load_sql)};
        row->bind_all(std::string_view{ref.tenant}, std::string_view{ref.id});
        if (!row->step()) return std::nullopt;
        found.key = row->integer(0);
        found.log = row->integer(1);
        auto record = parse_record(row->text(2), row->integer(3), row->integer(4));
        if (!record) return base::fail(record.error());
        found.record = std::move(*record);
      }
      found.head = read_head(*connection_, found.log);
      {
        running row{connection_->sql(cascade_sql)};
        row->bind_all(std::string_view{ref.tenant}, std::string_view{ref.id});
        if (row->step()) found.cascade = read_job(*row);
      }
      {
        running row{connection_->sql(last_turn_sql)};
        row->bind_all(found.key);
        if (row->step() && !row->is_null(0)) found.next_turn = row->integer(0) + 1;
      }
      if (found.next_turn == 1) return found;
      running row{connection_->sql(open_turns_sql)};
      row->bind_all(found.key);
      auto open = read_turns(*row);
      if (!open) return base::fail(open.error());
      found.open_turns = std::move(*open);
      return found;
    });
  }

  base::result<std::vector<domain::message>> page(std::int64_t log,
                                                  const page_request& request) override {
    return connection_->in_snapshot([&]() -> base::result<std::vector<domain::message>> {
      const page_bounds bounds{request};
      page_filler filler{request};
      auto runs = read_history(*connection_, log).ranges(bounds.from, bounds.to);
      if (bounds.from_newest) std::reverse(runs.begin(), runs.end());
      for (const auto& run : runs)
        if (!take(run, bounds.from_newest ? newest_sql : oldest_sql, filler)) break;
      return filler.finish(bounds);
    });
  }

  found_message find_seq(std::int64_t log, std::int64_t seq) override {
    return connection_->in_snapshot([&] { return by_seq(log, seq); });
  }

  found_message find_id(std::int64_t log, const std::string& message_id) override {
    return connection_->in_snapshot([&]() -> found_message {
      if (const auto seq = domain::seq_of_message_id(message_id)) {
        auto found = by_seq(log, *seq);
        if (*found && (*found)->message_id == message_id) return found;
      }
      for (const auto& run : read_history(*connection_, log).ranges(1, seq_max)) {
        running row{connection_->sql(by_given_id_sql)};
        row->bind_all(run.log, std::string_view{message_id});
        if (row->step() && row->integer(0) <= run.to) return read_message(*row);
      }
      return std::nullopt;
    });
  }

  base::result<std::int64_t> common(std::int64_t left_log, std::int64_t right_log) override {
    return connection_->in_snapshot([&] { return read_common(*connection_, left_log, right_log); });
  }

  base::result<std::vector<domain::turn>> turns(std::int64_t key, std::int64_t after,
                                                std::int64_t items_max) override {
    return connection_->in_snapshot([&] {
      running row{connection_->sql(turns_sql)};
      row->bind_all(key, after, items_max);
      return read_turns(*row);
    });
  }

  base::result<std::vector<turn_holder>> turn_holders(std::int64_t after,
                                                      std::int64_t items_max) override {
    return connection_->in_snapshot([&]() -> base::result<std::vector<turn_holder>> {
      std::vector<turn_holder> found;
      running row{connection_->sql(turn_holders_sql)};
      row->bind_all(after, items_max);
      while (row->step())
        found.push_back({row->integer(0), {std::string{row->text(1)}, std::string{row->text(2)}}});
      return found;
    });
  }

  found_turn find_turn(std::int64_t key, const std::string& turn_id) override {
    return one_turn(turn_by_id_sql, key, turn_id);
  }

  found_turn find_turn_of(std::int64_t key, const std::string& question_id) override {
    return one_turn(turn_by_question_sql, key, question_id);
  }

  base::result<std::optional<domain::erasure>> find_erasure(const session_ref& ref) override {
    using found = base::result<std::optional<domain::erasure>>;
    return connection_->in_snapshot([&]() -> found { return read_tombstone(*connection_, ref); });
  }

  base::result<std::optional<domain::erasure>> find_blanked(const session_ref& session,
                                                            std::int64_t seq) override {
    using found = base::result<std::optional<domain::erasure>>;
    return connection_->in_snapshot(
        [&]() -> found { return read_blanked(*connection_, session, seq); });
  }

  base::result<std::optional<person_receipt>> find_person(const std::string& tenant,
                                                          const std::string& user) override {
    using found = base::result<std::optional<person_receipt>>;
    return connection_->in_snapshot(
        [&]() -> found { return read_person(*connection_, tenant, user); });
  }

  base::result<sent_page> sent_by(const std::string& tenant, const std::string& sender,
                                  std::int64_t after, std::int64_t rows_max) override {
    return connection_->in_snapshot([&]() -> base::result<sent_page> {
      return read_sent(*connection_, tenant, sender, after, rows_max);
    });
  }

  base::result<std::vector<sent_messages>> asked_by(const std::string& tenant,
                                                    const std::string& asker,
                                                    std::int64_t items_max) override {
    return connection_->in_snapshot([&]() -> base::result<std::vector<sent_messages>> {
      return read_asked(*connection_, tenant, asker, items_max);
    });
  }

  base::result<summary_state> summary_state_of(std::int64_t log) override {
    return connection_->in_snapshot(
        [&]() -> base::result<summary_state> { return read_summary_state(*connection_, log); });
  }

  base::result<std::vector<domain::summary>> summaries(std::int64_t log, std::int64_t skip,
                                                       std::int64_t items_max) override {
    return connection_->in_snapshot([&]() -> base::result<std::vector<domain::summary>> {
      return read_summaries(*connection_, log, skip, items_max);
    });
  }

  base::result<std::optional<domain::summary>> find_summary(std::int64_t log,
                                                            const std::string& id) override {
    return connection_->in_snapshot([&]() -> base::result<std::optional<domain::summary>> {
      return read_summary(*connection_, log, id);
    });
  }

  base::result<std::int64_t> characters(std::int64_t log, std::int64_t after,
                                        std::int64_t most) override {
    return connection_->in_snapshot([&]() -> base::result<std::int64_t> {
      return read_characters(*connection_, log, after, most);
    });
  }

  base::result<std::vector<moved_message>> rows_to_move(std::int64_t log, std::int64_t after,
                                                        std::int64_t items_max,
                                                        std::int64_t bytes_max) override {
    return connection_->in_snapshot([&]() -> base::result<std::vector<moved_message>> {
      return read_rows_to_move(*connection_, log, after, items_max, bytes_max);
    });
  }

  base::result<std::vector<turn_tally>> tallies(std::int64_t log, std::int64_t after,
                                                std::int64_t items_max) override {
    return connection_->in_snapshot([&]() -> base::result<std::vector<turn_tally>> {
      return read_tallies(*connection_, log, after, items_max);
    });
  }

  base::result<std::vector<moving_log>> moving(std::int64_t after,
                                               std::int64_t items_max) override {
    return connection_->in_snapshot([&]() -> base::result<std::vector<moving_log>> {
      return read_moving(*connection_, after, items_max);
    });
  }

  base::result<std::optional<idempotent_effect>> find_effect(const std::string& tenant,
                                                             const std::string& key,
                                                             const std::string& route) override {
    return connection_->in_snapshot([&]() -> base::result<std::optional<idempotent_effect>> {
      running row{connection_->sql(effect_sql)};
      row->bind_all(std::string_view{tenant}, std::string_view{key}, std::string_view{route});
      if (!row->step()) return std::nullopt;
      auto effect = read_effect(*row);
      const auto& opts = connection_->opts();
      if (!is_kept(effect.at, opts.clock->now(), opts.limits)) return std::nullopt;
      return effect;
    });
  }

  base::result<timeline_end> end() override {
    return connection_->in_snapshot(
        [&]() -> base::result<timeline_end> { return read_end(*connection_); });
  }

  base::result<placed_page> places(const std::string& tenant, std::int64_t after,
                                   std::int64_t items_max, std::int64_t rows_max) override {
    return connection_->in_snapshot([&]() -> base::result<placed_page> {
      return read_places(*connection_, tenant, after, items_max, rows_max);
    });
  }

 private:
  found_turn one_turn(const std::string& sql, std::int64_t key, const std::string& name) {
    return connection_->in_snapshot([&]() -> found_turn {
      running row{connection_->sql(sql)};
      row->bind_all(key, std::string_view{name});
      auto found = read_turns(*row);
      if (!found) return base::fail(found.error());
      if (found->empty()) return std::nullopt;
      return std::move(found->front());
    });
  }

  /// False when the page is full.
  bool take(const seq_range& run, const std::string& sql, page_filler& filler) {
    running row{connection_->sql(sql)};
    row->bind_all(run.log, run.from, run.to);
    while (!filler.is_full() && row->step())
      if (!filler.take(read_message(*row))) return false;
    return !filler.is_full();
  }

  found_message by_seq(std::int64_t log, std::int64_t seq) {
    const auto holder = read_history(*connection_, log).log_of(seq);
    running row{connection_->sql(by_seq_sql)};
    row->bind_all(holder, seq);
    if (!row->step()) return std::nullopt;
    return read_message(*row);
  }

  std::shared_ptr<reader_connection> connection_;
};

}  // namespace

std::unique_ptr<log_reader> make_reader(std::shared_ptr<reader_connection> c) {
  return std::make_unique<sqlite_reader>(std::move(c));
}

}  // namespace parley::storage::sqlite
