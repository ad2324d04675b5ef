#include <algorithm>
#include <limits>
#include <optional>
#include <set>
#include <utility>

#include "storage/hidden_place.hpp"
#include "storage/language/excerpt.hpp"
#include "storage/language/failure.hpp"
#include "storage/language/words.hpp"
#include "storage/refusal.hpp"
#include "storage/sqlite/history.hpp"
#include "storage/sqlite/index/file.hpp"
#include "storage/sqlite/index/source.hpp"
#include "storage/sqlite/reader.hpp"

namespace parley::storage::sqlite {
namespace {

/// Sessions of a user that are asked for by name; those of one who has more are told by their rows.
constexpr std::size_t scopes_max = 200;

/// A page ends after so long, whatever it has.
constexpr std::chrono::milliseconds time_max{40};

const std::string cursor_sql = "SELECT cursor FROM head";
const std::string parts_sql = "SELECT part FROM part WHERE part <= ? ORDER BY part DESC";
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
const std::string secret_sql = "SELECT value FROM meta WHERE name = 'store_id'";
const std::string row_sql = "SELECT log, seq, status, content FROM message WHERE position = ?";
const std::string state_sql =
    "SELECT (SELECT value FROM meta WHERE name = 'next_position'), "
    "(SELECT received_at FROM message WHERE position > ? ORDER BY position LIMIT 1)";

/// A question, translated.
struct plan {
  const search_query& query;
  std::vector<std::string> phrases;
  hidden_places places{0};
  std::int64_t before = std::numeric_limits<std::int64_t>::max();  ///< the place to begin at
  std::string match{};
  std::optional<segments> history{};              ///< of the session that it is about
  std::optional<std::set<std::int64_t>> parts{};  ///< that may have an answer; none: every part may
  bool impossible = false;
};

struct candidate {
  std::string session_id;
  std::int64_t seq = 0;
  std::string content;
};

class sqlite_search : public search {
 public:
  sqlite_search(std::shared_ptr<reader_connection> store, const std::string& store_path)
      : store_(std::move(store)), index_(index_path(store_path), store_->opts()) {}

  base::result<search_page> find(const search_query& query) override {
    plan p{query, language::phrases_of(query.text)};
    if (auto ready = keep_words(p.phrases); !ready) return base::fail(ready.error());
    if (p.phrases.empty()) return base::fail(refusal::no_word());
    if (auto ready = complete(p); !ready) return base::fail(ready.error());
    auto page = index_.in_snapshot([&] { return walk(p); });
    if (page && page->next) page->next = p.places.hide(*page->next);
    return page;
  }

 private:
  /// Without phrases of nothing but signs: they would match no message.
  base::result<void> keep_words(std::vector<std::string>& phrases) {
    try {
      if (!excerpts_) excerpts_.emplace();
      std::erase_if(phrases, [&](const std::string& p) { return !excerpts_->has_word(p); });
    } catch (const language::failure& f) {
      excerpts_.reset();
      return base::fail(f.to_status());
    }
    return {};
  }

  hidden_places places() {
    running row{store_->sql(secret_sql)};
    return hidden_places{row->step() ? row->integer(0) : 0};
  }

  base::result<void> complete(plan& p) {
    return store_->in_snapshot([&]() -> base::result<void> {
      p.places = places();
      if (p.query.before) p.before = p.places.reveal(*p.query.before);
      const auto histories = p.query.session ? std::optional{of_session(p)} : of_user(p);
      std::vector<std::string> scopes;
      if (histories) {
        auto& parts = p.parts.emplace();
        for (const auto& run : *histories) {
          scopes.push_back(log_scope(run.log));
          add_parts(run, parts);
        }
        p.impossible = parts.empty();
      } else if (!has_most_messages(p.query.tenant)) {
        scopes.push_back(tenant_scope(p.query.tenant));
      }
      p.match = language::match_of(p.phrases, scopes);
      return {};
    });
  }

  std::vector<seq_range> of_session(plan& p) {
    std::int64_t log = 0;
    {
      running row{store_->sql(log_sql)};
      row->bind_all(std::string_view{p.query.tenant}, std::string_view{*p.query.session});
      if (!row->step() || (p.query.user && row->optional_text(1) != p.query.user)) return {};
      log = row->integer(0);
    }
    p.history = read_history(*store_, log);
    return p.history->ranges(1, seq_max);
  }

  /// What a user's sessions show; of what they share the rows tell whose it is. Nothing when no
  /// user is asked for, or one with too many sessions: then the rows tell all of it.
  std::optional<std::vector<seq_range>> of_user(const plan& p) {
    if (!p.query.user) return std::nullopt;
    std::vector<seq_range> logs;
    running row{store_->sql(user_logs_sql)};
    row->bind_all(std::string_view{p.query.tenant}, std::string_view{*p.query.user},
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

  /// Those from the first to the last of the rows.
  void add_parts(const seq_range& run, std::set<std::int64_t>& parts) {
    std::int64_t ends[2] = {};
    for (int end = 0; end < 2; ++end) {
      running row{store_->sql(end == 0 ? first_sql : last_sql)};
      row->bind_all(run.log, run.from, run.to);
      if (!row->step()) return;
      ends[end] = part_of(row->integer(0));
    }
    for (auto part = ends[0]; part <= ends[1]; ++part) parts.insert(part);
  }

  /// Then most of what is found is its own, and to look only there would cost more than it saves:
  /// whose a row is, is asked of each row anyway.
  bool has_most_messages(const std::string& tenant) {
    running row{store_->sql(share_sql)};
    row->bind_all(std::string_view{tenant});
    return row->step() && 2 * row->integer(0) >= row->integer(1);
  }

  base::result<search_page> walk(const plan& p) {
    search_page page;
    {
      running row{index_.sql(cursor_sql)};
      const auto cursor = row->step() ? row->integer(0) : 0;
      auto upto = indexed_upto(cursor);
      if (!upto) return base::fail(upto.error());
      page.indexed_upto = *upto;
    }
    if (p.impossible) return page;
    const auto& clock = *store_->opts().clock;
    const auto until = clock.monotonic() + time_max;
    const auto rows_max = std::max<std::int64_t>(1, p.query.rows_examined_max);
    const auto items_max = static_cast<std::size_t>(std::max<std::int64_t>(1, p.query.items_max));
    auto before = p.before;
    std::int64_t examined = 0;
    for (const auto part : parts_upto(part_of(before - 1))) {
      if (p.parts && !p.parts->contains(part)) continue;
      if (clock.monotonic() >= until) {
        page.next = first_position(part + 1);
        return page;
      }
      for (bool more = true; more;) {
        const auto wanted = std::min<std::int64_t>(
            rows_max - examined, static_cast<std::int64_t>(items_max - page.items.size()));
        const auto found = match(p, part, before, wanted);
        examined += static_cast<std::int64_t>(found.size());
        more = static_cast<std::int64_t>(found.size()) == wanted;
        if (!found.empty()) before = found.back();
        if (auto shown = show(p, found, page); !shown) return base::fail(shown.error());
        if (more && (examined >= rows_max || page.items.size() >= items_max)) {
          page.next = before;
          return page;
        }
      }
    }
    return page;
  }

  base::result<base::timestamp> indexed_upto(std::int64_t cursor) {
    return store_->in_snapshot([&]() -> base::result<base::timestamp> {
      const auto now = store_->opts().clock->now();
      running row{store_->sql(state_sql)};
      row->bind_all(cursor);
      if (!row->step() || row->is_null(1)) return now;
      return std::min(now, base::from_micros(row->integer(1)));
    });
  }

  std::vector<std::int64_t> parts_upto(std::int64_t newest) {
    std::vector<std::int64_t> parts;
    running row{index_.sql(parts_sql)};
    row->bind_all(newest);
    while (row->step()) parts.push_back(row->integer(0));
    return parts;
  }

  std::vector<std::int64_t> match(const plan& p, std::int64_t part, std::int64_t before,
                                  std::int64_t most) {
    const auto name = part_name(part);
    std::vector<std::int64_t> positions;
    running row{index_.sql("SELECT rowid FROM " + name + " WHERE " + name +
                           " MATCH ? AND rowid < ? ORDER BY rowid DESC LIMIT ?")};
    row->bind_all(std::string_view{p.match}, before, most);
    while (row->step()) positions.push_back(row->integer(0));
    return positions;
  }

  /// Adds to the page what the store shows of them.
  base::result<void> show(const plan& p, const std::vector<std::int64_t>& positions,
                          search_page& page) {
    std::vector<candidate> rows;
    const auto read = store_->in_snapshot([&]() -> base::result<void> {
      for (const auto position : positions)
        if (auto row = candidate_at(p, position)) rows.push_back(std::move(*row));
      return {};
    });
    if (!read || rows.empty()) return read;
    std::vector<std::string> texts;
    for (auto& row : rows) texts.push_back(std::move(row.content));
    try {
      const auto shown = excerpts_->of(texts, p.phrases);
      for (std::size_t i = 0; i < rows.size(); ++i)
        if (shown[i])
          page.items.push_back(
              {std::move(rows[i].session_id), rows[i].seq, shown[i]->snippet, shown[i]->score});
    } catch (const language::failure& f) {
      excerpts_.reset();
      return base::fail(f.to_status());
    }
    return {};
  }

  std::optional<candidate> candidate_at(const plan& p, std::int64_t position) {
    candidate found;
    std::int64_t log = 0;
    {
      running row{store_->sql(row_sql)};
      row->bind_all(position);
      if (!row->step() || row->is_null(3) ||
          row->integer(2) == static_cast<std::int64_t>(domain::message_status::erased))
        return std::nullopt;
      log = row->integer(0);
      found.seq = row->integer(1);
      found.content = row->text(3);
    }
    if (p.history) {
      if (p.history->log_of(found.seq) != log) return std::nullopt;
      found.session_id = *p.query.session;
      return found;
    }
    auto owner = owner_of(*store_, log, found.seq);
    if (!owner || owner->tenant != p.query.tenant) return std::nullopt;
    if (p.query.user && owner->user != p.query.user) return std::nullopt;
    found.session_id = std::move(owner->session_id);
    return found;
  }

  std::shared_ptr<reader_connection> store_;
  reader_connection index_;
  std::optional<language::excerpts> excerpts_;
};

}  // namespace

std::unique_ptr<search> make_search(std::shared_ptr<reader_connection> c,
                                    const std::string& store_path) {
  return std::make_unique<sqlite_search>(std::move(c), store_path);
}

}  // namespace parley::storage::sqlite
