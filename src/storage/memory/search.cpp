#include <algorithm>
#include <cctype>
#include <utility>

#include "storage/memory/store.hpp"
#include "storage/refusal.hpp"

namespace parley::storage::memory {
namespace {

using words = std::vector<std::string>;

/// Runs of ASCII letters and digits in lower case, and each letter beyond ASCII by itself: the
/// words of the driver's model of language, which is that of other drivers for such text.
words words_of(std::string_view text) {
  words found;
  bool open = false;
  for (std::size_t at = 0; at < text.size();) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if (byte >= 0x80) {
      auto end = at + 1;
      while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) ++end;
      const auto character = text.substr(at, end - at);
      // U+2000 to U+206F: dashes, quotes and blanks.
      const bool sign = character.starts_with("\xE2\x80") || character.starts_with("\xE2\x81");
      if (!sign) found.emplace_back(character);
      at = end;
      open = false;
      continue;
    }
    if (std::isalnum(byte)) {
      if (!open) found.emplace_back();
      found.back() += static_cast<char>(std::tolower(byte));
      open = true;
    } else {
      open = false;
    }
    ++at;
  }
  return found;
}

std::vector<words> phrases_of(std::string_view question) {
  std::vector<words> phrases;
  bool quoted = false;
  std::string part;
  const auto take = [&] {
    if (auto phrase = words_of(part); !phrase.empty()) phrases.push_back(std::move(phrase));
    part.clear();
  };
  for (const char c : question) {
    const bool blank = c == ' ' || (c >= '\t' && c <= '\r');
    if (c == '"' || (blank && !quoted)) {
      take();
      if (c == '"') quoted = !quoted;
    } else {
      part += c;
    }
  }
  take();
  return phrases;
}

struct match {
  std::size_t first = 0;   ///< place of the first word of the first phrase that is there
  std::int64_t words = 0;  ///< that belong to matches
};

std::optional<match> match_of(const words& text, const std::vector<words>& phrases) {
  match m{text.size(), 0};
  for (const auto& phrase : phrases) {
    bool there = false;
    for (std::size_t at = 0; at + phrase.size() <= text.size(); ++at) {
      if (!std::equal(phrase.begin(), phrase.end(), text.begin() + static_cast<std::ptrdiff_t>(at)))
        continue;
      there = true;
      m.first = std::min(m.first, at);
      m.words += static_cast<std::int64_t>(phrase.size());
    }
    if (!there) return std::nullopt;
  }
  return m;
}

/// Looks at every message: a model, not an index.
class memory_search : public search {
 public:
  explicit memory_search(std::shared_ptr<tables> t) : tables_(std::move(t)) {}

  base::result<search_page> find(const search_query& query) override {
    std::lock_guard guard{tables_->mutex};
    const auto phrases = phrases_of(query.text);
    if (phrases.empty()) return base::fail(refusal::no_word());
    search_page page;
    page.indexed_upto = tables_->clock->now();
    const auto items_max = static_cast<std::size_t>(std::max<std::int64_t>(1, query.items_max));
    for (auto it = tables_->order.rbegin(); it != tables_->order.rend(); ++it) {
      const auto& [position, place] = *it;
      if (query.before && position >= *query.before) continue;
      auto hit = hit_at(query, phrases, place.first, place.second);
      if (!hit) continue;
      if (page.items.size() == items_max) {
        page.next = last_;
        break;
      }
      page.items.push_back(std::move(*hit));
      last_ = position;
    }
    return page;
  }

 private:
  std::optional<search_hit> hit_at(const search_query& query, const std::vector<words>& phrases,
                                   std::int64_t log, std::int64_t seq) const {
    const auto owner = tables_->owner_of(log, seq, query.session ? &*query.session : nullptr);
    if (!owner || owner->record.tenant_id != query.tenant) return std::nullopt;
    if (query.user && owner->record.user_id != query.user) return std::nullopt;
    const auto* m = tables_->find(owner->log, seq);
    if (!m || !m->content || m->status == domain::message_status::erased) return std::nullopt;
    const auto text = words_of(*m->content);
    const auto found = match_of(text, phrases);
    if (!found) return std::nullopt;
    search_hit hit{owner->record.session_id, seq, {}, 0};
    hit.score = std::min(1.0, static_cast<double>(found->words) / static_cast<double>(text.size()));
    hit.snippet = "[" + text[found->first] + "]";
    return hit;
  }

  std::shared_ptr<tables> tables_;
  std::int64_t last_ = 0;
};

}  // namespace

std::unique_ptr<search> make_search(std::shared_ptr<tables> t) {
  return std::make_unique<memory_search>(std::move(t));
}

}  // namespace parley::storage::memory
