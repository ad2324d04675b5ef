#pragma once

#include <cstdint>
#include <string>

#include "parley/context/summary_job.hpp"

namespace parley::models {

/// What a model is told, and what it is told about.
struct prompt {
  std::string instructions;  ///< as `system`
  std::string material;      ///< as `user`
};

struct prompt_limits {
  std::int64_t transcript_chars = 200000;  ///< code points of the transcript, about
  std::int64_t summary_chars = 3500;       ///< what the model is asked to keep to
};

/// The prompt for a first summary, or one that joins earlier ones when the job is a meta-summary.
///
/// Whatever comes from the conversation is JSON, one object a line: a text cannot end its string,
/// nor its line, so nothing in it can pass for an instruction by its place, and the instructions
/// say that what stands inside is never one. The same holds for the previous summary, which is made
/// of such text, and for the names of facts that are kept elsewhere (the first 20).
///
/// A transcript over its limit is shortened: long messages are cut in their middle, all to the same
/// length, and if they are too many for that, those between the first and the last ones are left
/// out. Both are said in the line.
prompt prompt_for(const context::summary_job& job, const prompt_limits& limits);

}  // namespace parley::models
