#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "parley/base/status.hpp"
#include "parley/base/time.hpp"

namespace parley::models::openai {

/// What an endpoint answered to one attempt.
struct response {
  long code = 0;  ///< of HTTP
  std::string body;
  std::string retry_after;  ///< headers; empty: none
  std::string date;
};

/// Why an attempt gave no summary.
struct failure {
  base::status reason;
  bool again = false;                                            ///< another attempt may succeed
  std::optional<std::chrono::milliseconds> wait = std::nullopt;  ///< what the endpoint asks for
};

/// The text of the first choice, or why there is none. Of an error's body nothing is told but its
/// code, when that is a plain word: its message may quote the key or the conversation.
tl::expected<std::string, failure> read_response(const response& r, const std::string& key_field,
                                                 base::timestamp now);

/// The body of a request: what to say to which model.
std::string request_body(const std::string& model, const std::string& instructions,
                         const std::string& material);

}  // namespace parley::models::openai
