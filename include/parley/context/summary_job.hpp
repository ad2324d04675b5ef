#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "parley/domain/message.hpp"

namespace parley::context {

/// What a summarizer is given: the outcome of the split (SPEC 5), a value that owns its texts.
struct summary_job {
  std::vector<domain::message> messages;     ///< what is to be summarized, ascending
  std::int64_t from_seq = 0;                 ///< of the range that the summary will state;
  std::int64_t to_seq = 0;                   ///< contiguous with what the previous one covers
  std::optional<std::string> previous;       ///< text of the latest summary, if there is one
  bool meta = false;                         ///< the result joins earlier summaries
  std::vector<std::string> external_keys;    ///< facts that are kept elsewhere, at most 20
};

}  // namespace parley::context
