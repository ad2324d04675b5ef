#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "parley/domain/message.hpp"

namespace parley::context {

/// The bounds of prior history: settings `context.history_messages`, `context.history_chars`.
struct prior_limits {
  std::int64_t messages = 40;   ///< so many of the last entries are looked at
  std::int64_t chars = 12000;   ///< code points of one content; the rest is cut away
};

/// One entry of a list that is to be loaded. Foreign ones may have their text in `message`.
struct history_entry {
  std::string role;
  std::optional<std::string> content;
  std::optional<std::string> message;
};

/// An entry of the prior section of a window.
struct prior_message {
  std::string role;     ///< `user` or `assistant`
  std::string content;  ///< never blank
  bool cut = false;     ///< the original was longer
  friend bool operator==(const prior_message&, const prior_message&) = default;
};

/// What a stored message is as an entry: `message` may be among its unknown fields.
history_entry entry_of(const domain::message& m);

/// Loading prior history into a fresh window: of the last entries those of users and assistants
/// whose content (or else `message`) is not blank, in their order.
std::vector<prior_message> load_prior(std::span<const history_entry> entries,
                                      const prior_limits& limits);

}  // namespace parley::context
