#include "storage/sqlite/index/store_rows.hpp"

#include <algorithm>
#include <utility>

#include "parley/domain/names.hpp"
#include "storage/sqlite/failure.hpp"
#include "storage/sqlite/history.hpp"
#include "storage/sqlite/index/source.hpp"

namespace parley::storage::sqlite {
namespace {

const std::string place_sql =
    "SELECT (SELECT value FROM meta WHERE name = 'store_id'), "
    "(SELECT value FROM meta WHERE name = 'next_position')";
const std::string shown_sql = "SELECT seq, status FROM message WHERE position = ?";
const std::string log_sql = "SELECT log, user_id FROM session WHERE tenant = ? AND session_id = ?";
const std::string user_logs_sql =
    "SELECT log, shared_upto FROM session WHERE tenant = ? AND user_id = ? LIMIT ?";
const std::string first_sql =
    "SELECT position FROM message WHERE log = ? AND seq BETWEEN ? AND ? ORDER BY seq LIMIT 1";
const std::string last_sql =
    "SELECT position FROM message WHERE log = ? AND seq BETWEEN ? AND ? ORDER BY seq DESC LIMIT 1";
const std::string share_sql =
    "SELECT messages, (SELECT value FROM meta WHERE name = 'next_position') FROM tenant "
    "WHERE tenant = ?";
const std::string row_sql = "SELECT log, seq, status, content FROM message WHERE position = ?";
const std::string state_sql =
    "SELECT (SELECT value FROM meta WHERE name = 'next_position'), "
    "(SELECT received_at FROM message WHERE position > ? ORDER BY position LIMIT 1)";

bool is_erased(std::int64_t status) {
  return status == static_cast<std::int64_t>(domain::message_status::erased);
}

store_place place_of(reader_connection& store) {
  running row{store.sql(place_sql)};
  if (!row->step()) return {};
  return {row->integer(0), row->integer(1)};
}

class sqlite_index_source : public index_source {
 public:
  sqlite_index_source(const std::string& store_path, const options& opts)
      : store_(store_path, opts) {}

  base::result<store_place> place() override {
    return store_.in_snapshot([&]() -> base::result<store_place> { return place_of(store_); });
  }

  base::result<indexed_rows> rows(std::int64_t after, std::int64_t last,
                                  std::int64_t rows_max) override {
    return store_.in_snapshot(
        [&]() -> base::result<indexed_rows> { return read_rows(store_, after, last, rows_max); });
  }

  base::result<bool> shows_all(std::int64_t log,
                               const std::vector<std::int64_t>& positions) override {
    return store_.in_snapshot([&]() -> base::result<bool> {
      const auto reach = reach_of(store_, log);
      for (const auto position : positions) {
        running row{store_.sql(shown_sql)};
        row->bind_all(position);
        if (!row->step() || row->integer(0) > reach.upto || is_erased(row->integer(1)))
          return false;
      }
      return true;
    });
  }

 private:
  reader_connection store_;
};

class sqlite_search_source : public search_source {
 public:
  explicit sqlite_search_source(std::shared_ptr<reader_connection> store)
      : store_(std::move(store)) {}

  base::result<search_scope> scope(const search_query& query) override {
    return store_->in_snapshot([&]() -> base::result<search_scope> {
      search_scope found;
      found.store_id = place_of(*store_).store_id;
      if (const auto histories =
              query.session ? std::optional{of_session(query, found)} : of_user(query)) {
        auto& runs = found.runs.emplace();
        for (const auto& run : *histories)
          if (const auto placed = ends_of(run)) runs.push_back(*placed);
      } else {
        found.has_most = has_most_messages(query.tenant);
      }
      return found;
    });
  }

  base::result<base::timestamp> indexed_upto(std::int64_t position) override {
    return store_->in_snapshot([&]() -> base::result<base::timestamp> {
      const auto now = store_->opts().clock->now();
      running row{store_->sql(state_sql)};
      row->bind_all(position);
      if (!row->step() || row->is_null(1)) return now;
      return std::min(now, base::from_micros(row->integer(1)));
    });
  }

  base::result<std::vector<candidate>> candidates(
      const search_query& query, const std::optional<segments>& history,
      const std::vector<std::int64_t>& positions) override {
    return store_->in_snapshot([&]() -> base::result<std::vector<candidate>> {
      std::vector<candidate> rows;
      for (const auto position : positions)
        if (auto row = candidate_at(query, history, position)) rows.push_back(std::move(*row));
      return rows;
    });
  }

 private:
  std::vector<seq_range> of_session(const search_query& query, search_scope& scope) {
    std::int64_t log = 0;
    {
      running row{store_->sql(log_sql)};
      row->bind_all(std::string_view{query.tenant}, std::string_view{*query.session});
      if (!row->step() || (query.user && row->optional_text(1) != query.user)) return {};
      log = row->integer(0);
    }
    scope.history = read_history(*store_, log);
    return scope.history->ranges(1, seq_max);
  }

  /// What a user's sessions show; of what they share the rows tell whose it is. Nothing when no
  /// user is asked for, or one with too many sessions: then the rows tell all of it.
  std::optional<std::vector<seq_range>> of_user(const search_query& query) {
    if (!query.user) return std::nullopt;
    std::vector<seq_range> logs;
    running row{store_->sql(user_logs_sql)};
    row->bind_all(std::string_view{query.tenant}, std::string_view{*query.user},
                  static_cast<std::int64_t>(scopes_max) + 1);
    std::size_t sessions = 0;
    while (row->step()) {
      if (++sessions > scopes_max) return std::nullopt;
      if (row->integer(1) == 0) {
        logs.push_back({row->integer(0), 1, seq_max});
        continue;
      }
      for (const auto& run : read_history(*store_, row->integer(0)).ranges(1, seq_max))
        logs.push_back(run);
    }
    return logs;
  }

  std::optional<placed_run> ends_of(const seq_range& run) {
    std::int64_t ends[2] = {};
    for (int end = 0; end < 2; ++end) {
      running row{store_->sql(end == 0 ? first_sql : last_sql)};
      row->bind_all(run.log, run.from, run.to);
      if (!row->step()) return std::nullopt;
      ends[end] = row->integer(0);
    }
    return placed_run{run.log, ends[0], ends[1]};
  }

  bool has_most_messages(const std::string& tenant) {
    running row{store_->sql(share_sql)};
    row->bind_all(std::string_view{tenant});
    return row->step() && 2 * row->integer(0) >= row->integer(1);
  }

  std::optional<candidate> candidate_at(const search_query& query,
                                        const std::optional<segments>& history,
                                        std::int64_t position) {
    candidate found;
    found.position = position;
    std::int64_t log = 0;
    {
      running row{store_->sql(row_sql)};
      row->bind_all(position);
      if (!row->step() || row->is_null(3) || is_erased(row->integer(2))) return std::nullopt;
      log = row->integer(0);
      found.seq = row->integer(1);
      found.content = row->text(3);
    }
    if (history) {
      if (history->log_of(found.seq) != log) return std::nullopt;
      found.session_id = *query.session;
      return found;
    }
    auto owner = owner_of(*store_, log, found.seq);
    if (!owner || owner->tenant != query.tenant) return std::nullopt;
    if (query.user && owner->user != query.user) return std::nullopt;
    found.session_id = std::move(owner->session_id);
    return found;
  }

  std::shared_ptr<reader_connection> store_;
};

}  // namespace

std::unique_ptr<index_source> make_index_source(const std::string& store_path,
                                                const options& opts) {
  return std::make_unique<sqlite_index_source>(store_path, opts);
}

std::unique_ptr<search_source> make_search_source(std::shared_ptr<reader_connection> store) {
  return std::make_unique<sqlite_search_source>(std::move(store));
}

}  // namespace parley::storage::sqlite
