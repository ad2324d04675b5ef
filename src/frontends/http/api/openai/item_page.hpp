#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "parley/base/limits.hpp"
#include "parley/domain/json.hpp"
#include "parley/protocol/interfaces.hpp"

namespace parley::frontends::http::api::openai {

/// One item of a history: a part of a message, counted from 0.
struct item_place {
  std::int64_t seq = 0;
  std::size_t part = 0;
};

/// Gathers one page of items out of pages of messages. Messages may be shown as several items or,
/// once erased, as none, so it may take more than one page of them; a page of items is empty only
/// at the end.
class item_page {
 public:
  /// The `limit` items behind `after`, in the direction of the page.
  item_page(bool oldest_first, std::int64_t limit, std::optional<item_place> after);

  /// The messages to be added next.
  storage::page_request next(const base::limits& limits) const;

  /// Whether the page is whole now; until then there is a next page of messages.
  bool add(const protocol::message_page& messages, const base::limits& limits);

  const std::vector<domain::json>& items() const { return items_; }
  bool has_more() const { return has_more_; }

 private:
  void add(const domain::message& m);
  bool behind(std::int64_t seq, std::size_t part) const;

  bool oldest_first_;
  std::size_t limit_;
  std::optional<item_place> after_;
  std::optional<std::int64_t> reached_;  ///< the last message that was looked at
  std::vector<domain::json> items_;
  std::int64_t bytes_ = 0;
  bool has_more_ = false;
};

}  // namespace parley::frontends::http::api::openai
