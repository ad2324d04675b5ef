#include "storage/redis/index_rows.hpp"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "storage/redis/lookups.hpp"
#include "storage/redis/positions.hpp"
#include "storage/redis/stored_number.hpp"
#include "storage/redis/structures.hpp"

namespace parley::storage::redis {
namespace {

/// Rows with their texts that are asked for at once.
constexpr std::size_t texts_at_once = 200;

/// Where a log's rows can be read: the highest seq that a history has of it, or will have when its
/// session arrives; 0: nobody reaches it.
struct log_reach {
  std::string tenant;
  std::int64_t upto = 0;
};

log_reach reach_of(server_rows& rows, std::int64_t log) {
  const auto tenant_of = [&](const std::string& owner) {
    const auto entry = entry_of(rows, number_of(owner));
    return entry ? entry->row.address.tenant : std::string{};
  };
  const auto name = number_key(log);
  if (const auto owner = rows.get(hashes::owner, name)) return {tenant_of(*owner), seq_max};
  for (const auto& member : rows.range(orders::sharer, {name, behind(name), 0, true})) {
    key_reader parts{member};
    parts.number();
    const auto upto = parts.number();
    if (const auto owner = rows.get(hashes::owner, number_key(parts.number())))
      return {tenant_of(*owner), upto};
  }
  // Rows on their way here are in the index when their session arrives; until then nobody shows
  // them.
  if (const auto moving = rows.get(tables_of::moving, name))
    if (const auto m = read_moving(*moving); m.state == moving_state::staged)
      return {m.session.tenant, seq_max};
  return {};
}

/// Rows at the places of a log, in the same order; nullopt: it is gone.
std::vector<std::optional<message_row>> texts_of(server_rows& rows,
                                                 const std::vector<placed_row>& wanted) {
  std::unordered_map<std::int64_t, std::int64_t> firsts;
  for (const auto& each : wanted)
    if (!firsts.contains(each.row.log)) firsts[each.row.log] = first_seq(rows, each.row.log);
  std::vector<std::optional<message_row>> found;
  found.reserve(wanted.size());
  for (std::size_t i = 0; i < wanted.size();) {
    client::commands asked;
    for (; i < wanted.size() && asked.size() < texts_at_once; ++i)
      asked.add({"LINDEX", rows.key_of(rows_of(wanted[i].row.log)),
                 std::to_string(wanted[i].row.seq - firsts[wanted[i].row.log])});
    for (const auto& each : rows.ask(asked)) {
      const auto bytes = each.text_or_nil();
      found.push_back(bytes ? std::optional{read_row(*bytes)} : std::nullopt);
    }
  }
  return found;
}

bool is_shown(const std::optional<message_row>& row) {
  return row && row->head.status != domain::message_status::erased;
}

struct next_message {
  std::int64_t position = 0;
  base::timestamp received_at{};
};

/// The first message behind a position, up to and including `last`.
std::optional<next_message> next_behind(server_rows& rows, position_finder& finder,
                                        std::int64_t position, std::int64_t last) {
  while (const auto next = finder.behind(rows, position, last)) {
    position = next->position;
    if (const auto row = row_at(rows, next->row.log, next->row.seq))
      return next_message{position, row->head.received_at};
  }
  return std::nullopt;
}

sqlite::indexed_rows read_indexed(server_rows& rows, position_finder& finder, std::int64_t after,
                                  std::int64_t last, std::int64_t rows_max, base::timestamp now) {
  sqlite::indexed_rows found;
  const auto newest = last_position(rows);
  found.upto = std::max(after, std::min({last, newest, after + rows_max}));
  const auto placed = read_positions(rows, after, found.upto);
  auto texts = texts_of(rows, placed);
  std::unordered_map<std::int64_t, log_reach> reach;
  for (std::size_t i = 0; i < placed.size(); ++i) {
    const auto& [position, row] = placed[i];
    if (!is_shown(texts[i]) || !texts[i]->message.content) continue;
    if (!reach.contains(row.log)) reach[row.log] = reach_of(rows, row.log);
    const auto& place = reach[row.log];
    if (row.seq > place.upto) continue;
    found.rows.push_back({position, row.log, place.tenant, std::move(*texts[i]->message.content)});
  }
  found.indexed_upto = now;
  if (found.upto < newest) {
    // Where everything is purged there is nothing to look at.
    const auto next = next_behind(rows, finder, found.upto, newest);
    found.upto = std::max(found.upto, std::min(last, next ? next->position - 1 : newest));
    if (next) found.indexed_upto = std::min(now, next->received_at);
  }
  found.behind = std::max<std::int64_t>(0, newest - found.upto);
  return found;
}

class redis_index_source : public sqlite::index_source {
 public:
  redis_index_source(const options& opts, std::shared_ptr<identity> store)
      : link_(opts, store), store_(std::move(store)) {}

  base::result<sqlite::store_place> place() override {
    return link_.ask([&](server_rows& rows) -> base::result<sqlite::store_place> {
      return sqlite::store_place{stored_number(store_->id()), last_position(rows) + 1};
    });
  }

  base::result<sqlite::indexed_rows> rows(std::int64_t after, std::int64_t last,
                                          std::int64_t rows_max) override {
    return link_.ask([&](server_rows& rows) -> base::result<sqlite::indexed_rows> {
      return read_indexed(rows, finder_, after, last, rows_max, link_.opts().clock->now());
    });
  }

  base::result<bool> shows_all(std::int64_t log,
                               const std::vector<std::int64_t>& positions) override {
    return link_.ask([&](server_rows& rows) -> base::result<bool> {
      const auto reach = reach_of(rows, log);
      for (const auto position : positions) {
        const auto placed = read_positions(rows, position - 1, position);
        if (placed.empty() || placed.front().row.seq > reach.upto ||
            !is_shown(row_at(rows, placed.front().row.log, placed.front().row.seq)))
          return false;
      }
      return true;
    });
  }

 private:
  read_link link_;
  std::shared_ptr<identity> store_;
  position_finder finder_;
};

class redis_search_source : public sqlite::search_source {
 public:
  explicit redis_search_source(std::shared_ptr<read_link> c) : link_(std::move(c)) {}

  base::result<sqlite::search_scope> scope(const search_query& query) override {
    return link_->ask([&](server_rows& rows) -> base::result<sqlite::search_scope> {
      sqlite::search_scope found;
      found.store_id = stored_number(rows.store()->id());
      const auto histories =
          query.session ? std::optional{of_session(rows, query, found)} : of_user(rows, query);
      if (histories) {
        auto& runs = found.runs.emplace();
        for (const auto& run : *histories)
          if (const auto placed = ends_of(rows, run)) runs.push_back(*placed);
      } else {
        const auto sums =
            read_sums<tenant_sums>(rows.get(tables_of::tenant, key{}.text(query.tenant)));
        found.has_most = 2 * sums[1] > last_position(rows);
      }
      return found;
    });
  }

  base::result<base::timestamp> indexed_upto(std::int64_t position) override {
    return link_->ask([&](server_rows& rows) -> base::result<base::timestamp> {
      const auto now = link_->opts().clock->now();
      const auto next = next_behind(rows, finder_, position, last_position(rows));
      return next ? std::min(now, next->received_at) : now;
    });
  }

  base::result<std::vector<sqlite::candidate>> candidates(
      const search_query& query, const std::optional<segments>& history,
      const std::vector<std::int64_t>& positions) override {
    return link_->ask([&](server_rows& rows) -> base::result<std::vector<sqlite::candidate>> {
      std::vector<placed_row> placed;
      for (const auto position : positions)
        for (auto& each : read_positions(rows, position - 1, position))
          placed.push_back(std::move(each));
      auto texts = texts_of(rows, placed);
      std::vector<sqlite::candidate> found;
      for (std::size_t i = 0; i < placed.size(); ++i) {
        if (!is_shown(texts[i]) || !texts[i]->message.content) continue;
        const auto& at = placed[i].row;
        auto session = shown_in(rows, query, history, at);
        if (session)
          found.push_back({std::move(*session), at.seq, std::move(*texts[i]->message.content),
                           placed[i].position});
      }
      return found;
    });
  }

 private:
  static std::vector<seq_range> of_session(server_rows& rows, const search_query& query,
                                           sqlite::search_scope& scope) {
    const auto found = key_of(rows, {query.tenant, *query.session});
    const auto entry = found ? entry_of(rows, *found) : std::nullopt;
    if (!entry || (query.user && entry->user != query.user)) return {};
    scope.history = history_of(rows, entry->row.log);
    return scope.history->ranges(1, seq_max);
  }

  /// What a user's sessions show. Nothing when no user is asked for, or one with too many sessions.
  static std::optional<std::vector<seq_range>> of_user(server_rows& rows,
                                                       const search_query& query) {
    if (!query.user) return std::nullopt;
    const std::string prefix = key{}.text(query.tenant).text(*query.user);
    const auto sessions =
        rows.range(orders::user, within(prefix, static_cast<std::int64_t>(sqlite::scopes_max) + 1));
    if (sessions.size() > sqlite::scopes_max) return std::nullopt;
    std::vector<seq_range> logs;
    for (const auto& member : sessions) {
      key_reader parts{std::string_view{member}.substr(prefix.size())};
      parts.number();
      const auto found = key_of(rows, {query.tenant, parts.rest()});
      const auto entry = found ? entry_of(rows, *found) : std::nullopt;
      if (!entry) continue;
      for (const auto& run : history_of(rows, entry->row.log).ranges(1, seq_max))
        logs.push_back(run);
    }
    return logs;
  }

  static std::optional<sqlite::placed_run> ends_of(server_rows& rows, const seq_range& run) {
    const auto first = std::max(run.from, first_seq(rows, run.log));
    const auto last = std::min(run.to, first_seq(rows, run.log) + rows.row_count(run.log) - 1);
    if (first > last) return std::nullopt;
    const auto low = row_at(rows, run.log, first);
    const auto high = row_at(rows, run.log, last);
    if (!low || !high) return std::nullopt;
    return sqlite::placed_run{run.log, low->head.position, high->head.position};
  }

  static std::optional<std::string> shown_in(server_rows& rows, const search_query& query,
                                             const std::optional<segments>& history,
                                             const position_row& at) {
    if (history) return history->log_of(at.seq) == at.log ? query.session : std::nullopt;
    const auto owner = owner_of(rows, at.log, at.seq);
    if (!owner || owner->tenant != query.tenant) return std::nullopt;
    if (query.user) {
      const auto found = key_of(rows, *owner);
      const auto entry = found ? entry_of(rows, *found) : std::nullopt;
      if (!entry || entry->user != query.user) return std::nullopt;
    }
    return owner->id;
  }

  std::shared_ptr<read_link> link_;
  position_finder finder_;
};

}  // namespace

std::unique_ptr<sqlite::index_source> make_index_source(const options& opts,
                                                        std::shared_ptr<identity> store) {
  return std::make_unique<redis_index_source>(opts, std::move(store));
}

std::unique_ptr<sqlite::search_source> make_search_source(std::shared_ptr<read_link> c) {
  return std::make_unique<redis_search_source>(std::move(c));
}

std::string index_path(const options& opts, const identity& store) {
  return opts.index_path.empty() ? "parley-" + store.id() + ".index" : opts.index_path;
}

sqlite::options index_options(const options& opts) {
  sqlite::options result;
  result.limits = opts.limits;
  result.clock = opts.clock;
  return result;
}

}  // namespace parley::storage::redis
