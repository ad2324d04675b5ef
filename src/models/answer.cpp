#include "models/answer.hpp"

#include "parley/base/utf8.hpp"

namespace parley::models {

using base::errc;

base::result<std::string> checked_answer(std::string text, const std::string& who) {
  if (!base::is_utf8(text))
    return base::fail(errc::unavailable, "", who + " answered with text that is not UTF-8.");
  if (base::is_blank(text))
    return base::fail(errc::unavailable, "", who + " answered with a blank summary.");
  if (base::prefix_code_points(text, answer_chars_max).size() < text.size())
    return base::fail(errc::too_large, "",
                      who + " answered with more than " + std::to_string(answer_chars_max) +
                          " characters; a summary has at most as many.");
  constexpr const char* blanks = " \t\r\n";
  text.erase(text.find_last_not_of(blanks) + 1);
  text.erase(0, text.find_first_not_of(blanks));
  return text;
}

base::status cancelled() { return {errc::unavailable, "", "The summary was cancelled."}; }

base::status stopping() { return {errc::unavailable, "", "The summarizer is stopping."}; }

base::status out_of_time() {
  return {errc::timeout, "", "The summary was not there within the time that it was given."};
}

base::status too_many_waiting(std::size_t waiting_max) {
  constexpr std::int64_t retry_after_ms = 1000;
  return {errc::overloaded, "",
          "At most " + std::to_string(waiting_max) + " summaries wait for the summarizer.",
          retry_after_ms};
}

}  // namespace parley::models
