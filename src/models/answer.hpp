#pragma once

#include <cstddef>
#include <string>

#include "parley/base/status.hpp"

namespace parley::models {

/// The longest text that is taken for a summary. Three times what a long one has: more is a model
/// that has lost its way, and would be sent again with every later request.
inline constexpr std::size_t answer_chars_max = 24000;

/// What somebody else made, as a summary: well-formed UTF-8, not blank, not too long, without white
/// space around it. `who` begins the sentence of the error.
base::result<std::string> checked_answer(std::string text, const std::string& who);

// How jobs end that nobody answers.
base::status cancelled();
base::status stopping();
base::status out_of_time();
base::status too_many_waiting(std::size_t waiting_max);

}  // namespace parley::models
