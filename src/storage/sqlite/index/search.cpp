#include "storage/sqlite/index/search.hpp"

#include <algorithm>
#include <limits>
#include <optional>
#include <set>
#include <utility>

#include "parley/storage/hidden_place.hpp"
#include "storage/candidate_steps.hpp"
#include "storage/language/excerpt.hpp"
#include "storage/language/failure.hpp"
#include "storage/language/words.hpp"
#include "storage/refusal.hpp"
#include "storage/sqlite/index/file.hpp"
#include "storage/sqlite/reader_connection.hpp"

namespace parley::storage::sqlite {
namespace {

/// A page ends after so long, whatever it has.
constexpr std::chrono::milliseconds time_max{40};

const std::string cursor_sql = "SELECT cursor FROM head";
const std::string parts_sql = "SELECT part FROM part WHERE part <= ? ORDER BY part DESC";

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

class sqlite_search : public search {
 public:
  sqlite_search(std::unique_ptr<search_source> store, const std::string& path, const options& opts)
      : store_(std::move(store)), index_(path, opts) {}

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

  base::result<void> complete(plan& p) {
    const auto scope = store_->scope(p.query);
    if (!scope) return base::fail(scope.error());
    p.places = hidden_places{scope->store_id};
    if (p.query.before) p.before = p.places.reveal(*p.query.before);
    p.history = scope->history;
    std::vector<std::string> scopes;
    if (scope->runs) {
      auto& parts = p.parts.emplace();
      for (const auto& run : *scope->runs) {
        scopes.push_back(log_scope(run.log));
        for (auto part = part_of(run.first); part <= part_of(run.last); ++part) parts.insert(part);
      }
      p.impossible = parts.empty();
    } else if (!scope->has_most) {
      scopes.push_back(tenant_scope(p.query.tenant));
    }
    p.match = language::match_of(p.phrases, scopes);
    return {};
  }

  base::result<search_page> walk(const plan& p) {
    search_page page;
    {
      running row{index_.sql(cursor_sql)};
      const auto cursor = row->step() ? row->integer(0) : 0;
      auto upto = store_->indexed_upto(cursor);
      if (!upto) return base::fail(upto.error());
      page.indexed_upto = *upto;
    }
    if (p.impossible) return page;
    const auto& clock = *index_.opts().clock;
    const auto until = clock.monotonic() + time_max;
    candidate_steps steps{p.query.items_max, p.query.rows_examined_max};
    auto before = p.before;
    for (const auto part : parts_upto(part_of(before - 1))) {
      if (p.parts && !p.parts->contains(part)) continue;
      before = std::min(before, first_position(part + 1));
      for (bool more = true; more;) {
        if (clock.monotonic() >= until) {
          page.next = before;
          return page;
        }
        const auto wanted = steps.wanted();
        const auto found = match(p, part, before, wanted);
        const auto shown = show(p, found, steps.missing(), page);
        if (!shown) return base::fail(shown.error());
        steps.saw(static_cast<std::int64_t>(found.size()), shown->count);
        // What is behind the last one on a full page is for the next.
        const bool is_cut = steps.missing() <= 0 && !found.empty() && shown->last != found.back();
        more = is_cut || static_cast<std::int64_t>(found.size()) == wanted;
        if (!found.empty()) before = is_cut ? shown->last : found.back();
        if (more && steps.at_end()) {
          page.next = before;
          return page;
        }
      }
    }
    return page;
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

  struct added {
    std::int64_t count = 0;
    std::int64_t last = 0;  ///< the position of the last one
  };

  /// Adds to the page what the store shows of them, up to so many.
  base::result<added> show(const plan& p, const std::vector<std::int64_t>& positions,
                           std::int64_t most, search_page& page) {
    auto found = store_->candidates(p.query, p.history, positions);
    if (!found) return base::fail(found.error());
    auto& rows = *found;
    added done;
    if (rows.empty()) return done;
    std::vector<std::string> texts;
    for (auto& row : rows) texts.push_back(std::move(row.content));
    try {
      const auto shown = excerpts_->of(texts, p.phrases);
      for (std::size_t i = 0; i < rows.size() && done.count < most; ++i) {
        if (!shown[i]) continue;
        page.items.push_back(
            {std::move(rows[i].session_id), rows[i].seq, shown[i]->snippet, shown[i]->score});
        ++done.count;
        done.last = rows[i].position;
      }
    } catch (const language::failure& f) {
      excerpts_.reset();
      return base::fail(f.to_status());
    }
    return done;
  }

  std::unique_ptr<search_source> store_;
  reader_connection index_;
  std::optional<language::excerpts> excerpts_;
};

}  // namespace

std::unique_ptr<search> make_search(std::unique_ptr<search_source> store, const std::string& path,
                                    const options& opts) {
  return std::make_unique<sqlite_search>(std::move(store), path, opts);
}

}  // namespace parley::storage::sqlite
