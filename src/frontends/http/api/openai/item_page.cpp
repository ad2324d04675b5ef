#include "frontends/http/api/openai/item_page.hpp"

#include <algorithm>
#include <limits>

#include "frontends/http/api/openai/show_items.hpp"

namespace parley::frontends::http::api::openai {

item_page::item_page(bool oldest_first, std::int64_t limit, std::optional<item_place> after)
    : oldest_first_(oldest_first), limit_(static_cast<std::size_t>(limit)), after_(after) {
  // The message that has the item may have others behind it.
  if (after_) reached_ = oldest_first_ ? after_->seq - 1 : after_->seq + 1;
}

storage::page_request item_page::next(const base::limits& limits) const {
  constexpr std::int64_t named_and_beyond = 2;
  storage::page_request request;
  if (oldest_first_)
    request.after = reached_.value_or(0);
  else
    request.before = reached_;
  request.upto = std::numeric_limits<std::int64_t>::max();
  request.items_max = static_cast<std::int64_t>(limit_ - items_.size()) + named_and_beyond;
  request.bytes_max = limits.page_bytes;
  return request;
}

bool item_page::behind(std::int64_t seq, std::size_t part) const {
  if (!after_ || seq != after_->seq) return true;
  return oldest_first_ ? part > after_->part : part < after_->part;
}

void item_page::add(const domain::message& m) {
  reached_ = m.seq;
  auto shown = items_of(m);
  std::vector<domain::json> wanted;
  for (std::size_t part = 0; part < shown.size(); ++part)
    if (behind(m.seq, part)) wanted.push_back(std::move(shown[part]));
  if (!oldest_first_) std::reverse(wanted.begin(), wanted.end());
  for (auto& item : wanted) items_.push_back(std::move(item));
  if (!wanted.empty()) bytes_ += static_cast<std::int64_t>(m.bytes());
}

bool item_page::add(const protocol::message_page& messages, const base::limits& limits) {
  const auto& list = messages.items;
  const auto add_all = [this](auto from, auto to) {
    for (; from != to && items_.size() <= limit_; ++from) add(*from);
  };
  if (oldest_first_)
    add_all(list.begin(), list.end());
  else
    add_all(list.rbegin(), list.rend());
  has_more_ = items_.size() > limit_;
  if (has_more_) items_.resize(limit_);
  const bool ends =
      list.empty() || (oldest_first_ ? *reached_ >= messages.last_seq : *reached_ <= 1);
  if (has_more_ || ends) return true;
  has_more_ = !items_.empty() && bytes_ >= limits.page_bytes;
  return has_more_;
}

}  // namespace parley::frontends::http::api::openai
