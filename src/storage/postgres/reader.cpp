#include "storage/postgres/reader.hpp"

#include <utility>

#include "storage/effect.hpp"
#include "storage/postgres/erased.hpp"
#include "storage/postgres/history.hpp"
#include "storage/postgres/messages.hpp"
#include "storage/postgres/moving.hpp"
#include "storage/postgres/rows.hpp"
#include "storage/postgres/summaries.hpp"
#include "storage/postgres/timeline.hpp"
#include "storage/relational/stored.hpp"

namespace parley::storage::postgres {
namespace {

// A row for each open turn, or one without.
const auto load_sql =
    "SELECT s.key, s.log, s.record, s.turn_count, s.round, " + head_columns +
    ", coalesce((SELECT max(ordinal) FROM turn WHERE session = s.key), 0), "
    "t.record, t.draft, j.id, j.kind, j.tenant, j.session_id, j.state, j.attempts, j.not_before, "
    "j.created_at, j.reason, j.payload FROM session s" +
    join_head +
    "LEFT JOIN LATERAL (SELECT * FROM job WHERE tenant = $1 AND session_id = $2 AND kind = 1 "
    "ORDER BY id LIMIT 1) j ON true "
    "LEFT JOIN turn t ON t.session = s.key AND t.state < 2 "
    "WHERE s.tenant = $1 AND s.session_id = $2 ORDER BY t.ordinal";

const auto select_turn = std::string{"SELECT "} + turn_columns + " FROM turn WHERE session = $1 ";
const auto turns_sql = select_turn + "AND ordinal > $2 ORDER BY ordinal LIMIT $3";
const auto turn_by_id_sql = select_turn + "AND turn_id = $2";
const auto turn_by_question_sql =
    select_turn + "AND question_id = $2 ORDER BY ordinal DESC LIMIT 1";
// By the index of open turns: as many steps as there are such turns, not turns or sessions.
const std::string turn_holders_sql =
    "SELECT s.key, s.tenant, s.session_id FROM (SELECT DISTINCT session FROM turn "
    "WHERE state < 2 AND session > $1 ORDER BY session LIMIT $2) t "
    "JOIN session s ON s.key = t.session ORDER BY s.key";
const auto effect_sql = std::string{"SELECT "} + effect_columns +
                        " FROM idempotency WHERE tenant = $1 AND key = $2 AND route = $3";

using found_turn = base::result<std::optional<domain::turn>>;
using turn_list = base::result<std::vector<domain::turn>>;

turn_list read_turns(const result& rows, int from = 0) {
  std::vector<domain::turn> found;
  for (const auto each : rows) {
    if (each.is_null(from)) continue;
    auto t = read_turn(each, from);
    if (!t) return base::fail(t.error());
    found.push_back(std::move(*t));
  }
  return found;
}

base::result<std::optional<stored_session>> read_session(const result& rows) {
  if (rows.empty()) return std::nullopt;
  const auto first = rows[0];
  stored_session found;
  found.key = first.integer(0);
  found.log = first.integer(1);
  auto record = relational::parse_record(first.text(2), first.integer(3), first.integer(4));
  if (!record) return base::fail(record.error());
  found.record = std::move(*record);
  found.head = read_head(first, 5);
  found.next_turn = first.integer(7) + 1;
  auto open = read_turns(rows, 8);
  if (!open) return base::fail(open.error());
  found.open_turns = std::move(*open);
  if (!first.is_null(10)) found.cascade = read_job(first, 10);
  return found;
}

class postgres_reader : public log_reader, public timeline {
 public:
  explicit postgres_reader(std::shared_ptr<reader_connection> c) : connection_(std::move(c)) {}

  base::result<std::optional<stored_session>> load(const session_ref& ref) override {
    return connection_->ask(ref.tenant, load_sql, parameters::of(ref.tenant, ref.id), read_session);
  }

  base::result<std::vector<domain::message>> page(std::int64_t log,
                                                  const page_request& request) override {
    return read_page(*connection_, log, request);
  }

  found_message find_seq(std::int64_t log, std::int64_t seq) override {
    return read_seq(*connection_, log, seq);
  }

  found_message find_id(std::int64_t log, const std::string& message_id) override {
    return read_id(*connection_, log, message_id);
  }

  base::result<std::int64_t> common(std::int64_t left_log, std::int64_t right_log) override {
    const auto most = connection_->opts().limits.compare_messages;
    return connection_->in_snapshot(
        every_tenant, [&](auto& moment) { return read_common(moment, left_log, right_log, most); });
  }

  turn_list turns(std::int64_t key, std::int64_t after, std::int64_t items_max) override {
    return connection_->ask(every_tenant, turns_sql, parameters::of(key, after, items_max),
                            [](const result& rows) { return read_turns(rows); });
  }

  base::result<std::vector<turn_holder>> turn_holders(std::int64_t after,
                                                      std::int64_t items_max) override {
    return connection_->ask(every_tenant, turn_holders_sql, parameters::of(after, items_max),
                            [](const result& rows) -> base::result<std::vector<turn_holder>> {
                              std::vector<turn_holder> found;
                              for (const auto each : rows)
                                found.push_back({each.integer(0), {each.text(1), each.text(2)}});
                              return found;
                            });
  }

  found_turn find_turn(std::int64_t key, const std::string& turn_id) override {
    return one_turn(turn_by_id_sql, key, turn_id);
  }

  found_turn find_turn_of(std::int64_t key, const std::string& question_id) override {
    return one_turn(turn_by_question_sql, key, question_id);
  }

  found_erasure find_erasure(const session_ref& ref) override {
    return read_tombstone(*connection_, ref);
  }

  found_erasure find_blanked(const session_ref& session, std::int64_t seq) override {
    return read_blanked(*connection_, session, seq);
  }

  base::result<std::optional<person_receipt>> find_person(const std::string& tenant,
                                                          const std::string& user) override {
    return read_person(*connection_, tenant, user);
  }

  base::result<sent_page> sent_by(const std::string& tenant, const std::string& sender,
                                  std::int64_t after, std::int64_t rows_max) override {
    return read_sent(*connection_, tenant, sender, after, rows_max);
  }

  base::result<std::vector<sent_messages>> asked_by(const std::string& tenant,
                                                    const std::string& asker,
                                                    std::int64_t items_max) override {
    return read_asked(*connection_, tenant, asker, items_max);
  }

  base::result<summary_state> summary_state_of(std::int64_t log) override {
    return read_summary_state(*connection_, log);
  }

  base::result<std::vector<domain::summary>> summaries(std::int64_t log, std::int64_t skip,
                                                       std::int64_t items_max) override {
    return read_summaries(*connection_, log, skip, items_max);
  }

  base::result<std::optional<domain::summary>> find_summary(std::int64_t log,
                                                            const std::string& id) override {
    return read_summary(*connection_, log, id);
  }

  base::result<std::int64_t> characters(std::int64_t log, std::int64_t after,
                                        std::int64_t most) override {
    return read_characters(*connection_, log, after, most);
  }

  base::result<std::vector<moved_message>> rows_to_move(std::int64_t log, std::int64_t after,
                                                        std::int64_t items_max,
                                                        std::int64_t bytes_max) override {
    return read_rows_to_move(*connection_, log, after, items_max, bytes_max);
  }

  base::result<std::vector<turn_tally>> tallies(std::int64_t log, std::int64_t after,
                                                std::int64_t items_max) override {
    return read_tallies(*connection_, log, after, items_max);
  }

  base::result<std::vector<moving_log>> moving(std::int64_t after,
                                               std::int64_t items_max) override {
    return read_moving(*connection_, after, items_max);
  }

  base::result<std::optional<idempotent_effect>> find_effect(const std::string& tenant,
                                                             const std::string& key,
                                                             const std::string& route) override {
    return connection_->ask(
        tenant, effect_sql, parameters::of(tenant, key, route),
        [&](const result& rows) -> base::result<std::optional<idempotent_effect>> {
          if (rows.empty()) return std::nullopt;
          auto effect = read_effect(rows[0]);
          const auto& opts = connection_->opts();
          if (!is_kept(effect.at, opts.clock->now(), opts.limits)) return std::nullopt;
          return effect;
        });
  }

  base::result<timeline_end> end() override { return read_end(*connection_); }

  base::result<placed_page> places(const std::string& tenant, std::int64_t after,
                                   std::int64_t items_max, std::int64_t rows_max) override {
    return read_places(*connection_, tenant, after, items_max, rows_max);
  }

 private:
  found_turn one_turn(const std::string& sql, std::int64_t key, const std::string& name) {
    return connection_->ask(every_tenant, sql, parameters::of(key, name),
                            [](const result& rows) -> found_turn {
                              if (rows.empty()) return std::nullopt;
                              return read_turn(rows[0]);
                            });
  }

  std::shared_ptr<reader_connection> connection_;
};

}  // namespace

std::unique_ptr<log_reader> make_reader(std::shared_ptr<reader_connection> c) {
  return std::make_unique<postgres_reader>(std::move(c));
}

}  // namespace parley::storage::postgres
