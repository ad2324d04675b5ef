#pragma once

#include <cstdint>
#include <vector>

#include "parley/base/limits.hpp"
#include "parley/context/grouping.hpp"
#include "parley/protocol/interfaces.hpp"

namespace parley::frontends::http::api::openai {

/// Gathers a message and the outputs that answer its calls, wherever they stand behind it, out of
/// pages of messages: what is erased with it.
class call_group {
 public:
  explicit call_group(const domain::message& first);

  /// The messages to be added next.
  storage::page_request next(const base::limits& limits) const;

  /// Whether the group is whole now: every call is answered, or nothing further away can be.
  bool add(const protocol::message_page& messages);

  /// Their seqs, the message's own first.
  std::vector<std::int64_t> seqs() const;

 private:
  std::vector<std::size_t> members() const;

  std::size_t calls_;
  std::vector<std::int64_t> seqs_;
  std::vector<context::talk_shape> talk_;
};

}  // namespace parley::frontends::http::api::openai
