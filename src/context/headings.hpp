#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace parley::context {

// The words that a view puts around what others wrote. All of them are counted.

inline constexpr std::string_view retrieved_heading = "Retrieved knowledge:\n";
inline constexpr std::string_view cut_mark = "\n[cut]";
inline constexpr std::string_view no_result_text = "[There is no result of this call yet.]";

/// States the range that the summary's text stands for.
inline std::string summary_heading(std::int64_t to_seq) {
  return "Summary of the conversation so far, messages 1 to " + std::to_string(to_seq) + ":\n";
}

inline std::string prior_summary_heading(std::int64_t to_seq) {
  return "Summary of the session before this one, its messages 1 to " + std::to_string(to_seq) +
         ":\n";
}

}  // namespace parley::context
