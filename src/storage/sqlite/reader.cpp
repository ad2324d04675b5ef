#include "storage/sqlite/reader.hpp"

#include <utility>

#include "parley/domain/message_id.hpp"
#include "storage/effect.hpp"
#include "storage/page_bounds.hpp"
#include "storage/sqlite/rows.hpp"

namespace parley::storage::sqlite {
namespace {

const std::string load_sql =
    "SELECT key, log, record FROM session WHERE tenant = ? AND session_id = ?";
const std::string head_sql =
    "SELECT seq, received_at FROM message WHERE log = ? ORDER BY seq DESC LIMIT 1";
const auto select_message = std::string{"SELECT "} + message_columns + " FROM message ";
const auto oldest_sql = select_message + "WHERE log = ? AND seq BETWEEN ? AND ? ORDER BY seq";
const auto newest_sql = oldest_sql + " DESC";
const auto by_seq_sql = select_message + "WHERE log = ? AND seq = ?";
const auto by_given_id_sql = select_message + "WHERE log = ? AND message_id = ? AND given = 1";
const auto effect_sql = std::string{"SELECT "} + effect_columns +
                        " FROM idempotency WHERE tenant = ? AND key = ? AND route = ?";

using found_message = base::result<std::optional<domain::message>>;

class sqlite_reader : public log_reader {
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
        auto record = parse_record(row->text(2));
        if (!record) return base::fail(record.error());
        found.record = std::move(*record);
      }
      running row{connection_->sql(head_sql)};
      row->bind_all(found.log);
      if (row->step()) found.head = {row->integer(0), base::from_micros(row->integer(1))};
      return found;
    });
  }

  base::result<std::vector<domain::message>> page(std::int64_t log,
                                                  const page_request& request) override {
    return connection_->in_snapshot([&]() -> base::result<std::vector<domain::message>> {
      const page_bounds bounds{request};
      page_filler filler{request};
      running row{connection_->sql(bounds.from_newest ? newest_sql : oldest_sql)};
      row->bind_all(log, bounds.from, bounds.to);
      while (!filler.is_full() && row->step())
        if (!filler.take(read_message(*row))) break;
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
      running row{connection_->sql(by_given_id_sql)};
      row->bind_all(log, std::string_view{message_id});
      if (!row->step()) return std::nullopt;
      return read_message(*row);
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

 private:
  found_message by_seq(std::int64_t log, std::int64_t seq) {
    running row{connection_->sql(by_seq_sql)};
    row->bind_all(log, seq);
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
