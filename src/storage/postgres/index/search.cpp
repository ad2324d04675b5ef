#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

#include "parley/storage/hidden_place.hpp"
#include "storage/candidate_steps.hpp"
#include "storage/language/excerpt.hpp"
#include "storage/language/failure.hpp"
#include "storage/language/tokens.hpp"
#include "storage/language/words.hpp"
#include "storage/postgres/index/candidates.hpp"
#include "storage/postgres/index/keys.hpp"
#include "storage/postgres/reader.hpp"
#include "storage/refusal.hpp"

namespace parley::storage::postgres {
namespace {

/// A page ends after so long, whatever it has.
constexpr std::chrono::milliseconds time_max{25};

/// Buckets that are asked for at once, at first and at most.
constexpr std::size_t buckets_first = 16;
constexpr std::size_t buckets_max = 256;

/// Positions above all.
constexpr auto newest = std::numeric_limits<std::int64_t>::max();

const std::string secret_sql = "SELECT store_id FROM shard WHERE id = 0";

/// A question, translated.
struct plan {
  std::vector<std::string> phrases;
  std::vector<std::int64_t> hashes;
};

class postgres_search : public search {
 public:
  explicit postgres_search(std::shared_ptr<reader_connection> c) : connection_(std::move(c)) {}

  base::result<search_page> find(const search_query& query) override {
    try {
      const auto p = translate(query);
      if (p.phrases.empty()) return base::fail(refusal::no_word());
      if (auto ready = know_places(); !ready) return base::fail(ready.error());
      auto asked = query;
      if (asked.before) asked.before = places_->reveal(*asked.before);
      const auto scope = find_scope(*connection_, asked);
      if (!scope) return base::fail(scope.error());
      search_page page;
      page.indexed_upto = scope->indexed_upto;
      if (scope->impossible) return page;
      auto found = walk(asked, p, *scope, std::move(page));
      if (found && found->next) found->next = places_->hide(*found->next);
      return found;
    } catch (const language::failure& f) {
      tokens_.reset();
      excerpts_.reset();
      return base::fail(f.to_status());
    }
  }

 private:
  base::result<void> know_places() {
    if (places_) return {};
    return connection_->ask(every_tenant, secret_sql, {},
                            [&](const result& rows) -> base::result<void> {
                              places_.emplace(rows.empty() ? 0 : rows[0].integer(0));
                              return {};
                            });
  }

  plan translate(const search_query& query) {
    if (!tokens_) tokens_.emplace();
    plan p;
    for (auto& phrase : language::phrases_of(query.text)) {
      const auto hashes = hashes_of(query.tenant, tokens_->of(phrase));
      // A phrase of nothing but signs would match no message.
      if (hashes.empty()) continue;
      p.hashes.insert(p.hashes.end(), hashes.begin(), hashes.end());
      p.phrases.push_back(std::move(phrase));
    }
    return p;
  }

  base::result<search_page> walk(const search_query& query, const plan& p,
                                 const search_scope& scope, search_page page) {
    const auto& clock = *connection_->opts().clock;
    const auto until = clock.monotonic() + time_max;
    candidate_steps steps{query.items_max, query.rows_examined_max};
    auto before = query.before.value_or(newest);
    auto group = buckets_first;
    for (auto bucket = scope.buckets.begin(); bucket != scope.buckets.end();) {
      const auto left = static_cast<std::size_t>(scope.buckets.end() - bucket);
      const auto end = bucket + static_cast<std::ptrdiff_t>(std::min(group, left));
      const auto wanted = steps.wanted();
      const auto found =
          find_candidates(*connection_, query, scope, {bucket, end}, p.hashes, before, wanted);
      if (!found) return base::fail(found.error());
      const auto items_before = page.items.size();
      const auto last = show(p, *found, steps.missing(), page);
      const auto count = static_cast<std::int64_t>(found->size());
      steps.saw(count, static_cast<std::int64_t>(page.items.size() - items_before));
      const bool full = steps.missing() <= 0;
      if (full || count == wanted) {
        before = full ? last : found->back().position;
        bucket = std::find_if(bucket, end, [&](auto b) { return b <= bucket_of(before); });
      } else {
        before = first_position(*(end - 1));
        bucket = end;
        group = std::min(2 * group, buckets_max);
      }
      const bool ends = steps.at_end() || clock.monotonic() >= until;
      if (ends && (bucket != scope.buckets.end() || (full && last != found->back().position))) {
        page.next = before;
        return page;
      }
    }
    return page;
  }

  /// Adds to the page what the texts show, up to so many; the position of the last that was added.
  std::int64_t show(const plan& p, const std::vector<candidate>& found, std::int64_t most,
                    search_page& page) {
    std::vector<std::string> texts;
    std::vector<const candidate*> shown;
    for (const auto& each : found) {
      if (!each.is_shown) continue;
      texts.push_back(each.content);
      shown.push_back(&each);
    }
    if (texts.empty()) return 0;
    if (!excerpts_) excerpts_.emplace();
    const auto parts = excerpts_->of(texts, p.phrases);
    std::int64_t last = 0;
    for (std::size_t i = 0; i < shown.size(); ++i) {
      if (most == 0) break;
      if (!parts[i]) continue;
      --most;
      page.items.push_back(
          {shown[i]->session_id, shown[i]->seq, parts[i]->snippet, parts[i]->score});
      last = shown[i]->position;
    }
    return last;
  }

  std::shared_ptr<reader_connection> connection_;
  std::optional<language::tokens> tokens_;
  std::optional<hidden_places> places_;
  std::optional<language::excerpts> excerpts_;
};

}  // namespace

std::unique_ptr<search> make_search(std::shared_ptr<reader_connection> c) {
  return std::make_unique<postgres_search>(std::move(c));
}

}  // namespace parley::storage::postgres
