#pragma once

#include <istream>
#include <string>

#include "parley/domain/transcript.hpp"

namespace parley::expect {

struct round_trip_counts {
  int conversations = 0;
  int messages = 0;
  std::string
      changed;  ///< the first conversation that did not come back, and why; empty when all did
};

/// Reads every line of a chat transcript and writes it again.
inline round_trip_counts round_trip(std::istream& in) {
  round_trip_counts seen;
  std::string text;
  while (std::getline(in, text)) {
    const auto line = domain::parse_json(text);
    const auto read = line.and_then(
        [](const domain::json& value) { return domain::read_chat_line(value, base::limits{}); });
    if (!read) {
      seen.changed = base::to_string(read.error());
      return seen;
    }
    const auto& id = *read->session.session_id;
    if (domain::canonical(domain::write_chat_line(id, read->messages)) !=
        domain::canonical(*line)) {
      seen.changed = id;
      return seen;
    }
    ++seen.conversations;
    seen.messages += static_cast<int>(read->messages.size());
  }
  return seen;
}

}  // namespace parley::expect
