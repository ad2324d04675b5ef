#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "parley/context/chat_message.hpp"
#include "parley/context/counter.hpp"

namespace parley::context {

/// The entry of retrieved knowledge in a window.
struct retrieved_entry {
  std::optional<chat_message> message;  ///< nothing: no text, or no room for any
  std::int64_t tokens = 0;
  bool cut = false;
};

/// Joins the texts by an empty line and cuts the outcome at its end, between code points, until
/// the entry with heading and mark costs at most `tokens_max`.
retrieved_entry fit_retrieved(std::span<const std::string> texts, std::int64_t tokens_max,
                              const counter& c);

}  // namespace parley::context
