#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "parley/domain/message.hpp"

namespace parley::models {

/// The messages as JSON Lines of about `chars` code points at most; see prompts.hpp.
std::string transcript_of(const std::vector<domain::message>& messages, std::size_t chars);

/// One line of JSON that holds a text under a name.
std::string json_line(const std::string& name, const std::string& text);

}  // namespace parley::models
