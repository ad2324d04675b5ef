#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "parley/domain/message.hpp"
#include "parley/storage/log.hpp"

namespace parley::actors {

/// The newest messages of a history, without gaps up to its head, bounded in number and bytes.
/// A value without actors: what it does not hold is read from the store.
class tail {
 public:
  tail() = default;
  tail(std::int64_t messages_max, std::int64_t bytes_max)
      : messages_max_(messages_max), bytes_max_(bytes_max) {}

  /// Replaces everything; `messages` ascend without gaps.
  void reset(std::vector<domain::message> messages);

  /// Adds the next message; drops the oldest ones over the bounds.
  void push(domain::message m);

  /// The page, when all of it is here; nullopt when the store has to be asked.
  std::optional<std::vector<domain::message>> page(const storage::page_request& request) const;

  /// By seq or id, when it is here.
  const domain::message* find(const std::string& name) const;

  std::size_t size() const { return messages_.size(); }
  std::size_t bytes() const { return bytes_; }

  /// All of it, field by field, for what packs and unpacks it.
  template <class Inspector>
  friend auto inspect(Inspector& f, tail& x) {
    return f(x.messages_max_, x.bytes_max_, x.messages_, x.bytes_);
  }
  friend bool operator==(const tail&, const tail&) = default;

 private:
  std::int64_t messages_max_ = 200;
  std::int64_t bytes_max_ = 262144;
  std::deque<domain::message> messages_;
  std::size_t bytes_ = 0;
};

}  // namespace parley::actors
