#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "context/speakers.hpp"
#include "parley/context/chat_message.hpp"
#include "parley/context/counter.hpp"
#include "parley/context/grouping.hpp"
#include "parley/context/view.hpp"

namespace parley::context {

/// What goes out together or not at all.
struct view_group {
  std::int64_t at = 0;                 ///< seq of its first message
  std::vector<std::int64_t> results;   ///< seqs of the results in it
  std::vector<chat_message> messages;  ///< as they are sent; none: nothing was left
  std::vector<std::string> pending;    ///< ids of its unanswered calls
  std::int64_t tokens = 0;
};

/// The contents of tool results by their seq, until their group is made.
using result_texts = std::map<std::int64_t, std::string>;

/// Makes the group that begins with `m`, which is no tool result, and takes the contents of its
/// results out of `texts`.
view_group make_group(const domain::message& m, std::vector<chat_call> calls,
                      const answers& answered, result_texts& texts, const speakers& who,
                      pending_rule rule, const counter& c);

}  // namespace parley::context
