#pragma once

#include <string>

#include "parley/base/limits.hpp"
#include "parley/base/status.hpp"
#include "parley/context/context_report.hpp"
#include "parley/context/view.hpp"
#include "parley/domain/json.hpp"

namespace parley::context {

// Requests for contexts and what is answered, in the form of WIRE.md.

/// Without `max_tokens` a view has so many.
inline constexpr std::int64_t default_max_tokens = 8000;

struct decoded_view {
  view_request view;
  std::string model;
};

/// `{max_tokens?, reserve?, model?, as_participant?, retrieved? (a text or a list), system_prompt?,
/// current_prompt_seq?, pending? (answer, omit), tools? (a list)}`. What depends on the session is
/// checked by the view.
base::result<decoded_view> decode_view(const domain::json& value, const base::limits& limits);

domain::json encode(const chat_message& m);
domain::json encode(const context_report& r);
/// `{"messages": [...], "report": {...}}`.
domain::json encode(const context_view& v);

}  // namespace parley::context
