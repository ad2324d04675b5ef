#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "models/extractive/external.hpp"
#include "models/extractive/pieces.hpp"
#include "parley/domain/message.hpp"

namespace parley::models::extractive {

// The makers of pieces. Each appends to a list that the others append to as well.

/// What is known of the place of a message in the talk.
struct place {
  bool of_user = false;
  bool first_of_user = false;  ///< the first message of a user, or of anybody when there is none
  bool answers = false;        ///< what was said before it ended with a question
  bool unanswered = false;     ///< nobody spoke after it
};

/// A message of people or agents with text.
void read_talk(piece_list& into, const domain::message& m, const place& at,
               const external_names& external);

/// A call of a tool and what came of it.
struct tool_call {
  std::string id;
  std::string name;
  std::string arguments;                ///< JSON, as the model wrote it
  const std::string* result = nullptr;  ///< null: none yet
};

/// The calls of an assistant's message; nothing when they are not of the usual form.
std::vector<tool_call> calls_of(const domain::message& m);

void read_call(piece_list& into, const tool_call& call, const external_names& external);

/// The lines of a previous summary: of one of ours in their sections, of anybody else's as facts.
void read_earlier(piece_list& into, const std::string& summary, const external_names& external);

}  // namespace parley::models::extractive
