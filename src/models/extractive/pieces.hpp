#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "models/extractive/concepts.hpp"

namespace parley::models::extractive {

enum class section : std::uint8_t { goal, decisions, facts, open };

inline constexpr std::array headings{std::string_view{"Goal:"},
                                     std::string_view{"Decisions and outcomes:"},
                                     std::string_view{"Facts:"}, std::string_view{"Open:"}};
inline constexpr std::string_view elsewhere_heading = "Kept elsewhere:";

inline constexpr std::string_view bullet = "- ";
inline constexpr std::string_view after_label = ": ";
inline constexpr std::string_view between_pieces = "; ";
inline constexpr std::string_view cut_mark = " …";

/// What is chosen or left as a whole: a sentence, a few members of a record, a line of the previous
/// summary.
struct piece {
  section where = section::facts;
  bool earlier = false;     ///< of the previous summary
  std::uint32_t group = 0;  ///< pieces of one group share a line and its label
  std::string label;        ///< who says it; empty: none
  std::string text;
  std::vector<concept_id> concepts;  ///< ascending
  double bonus = 0;                  ///< what it is worth whatever else was chosen
};

/// The pieces of a job in the order in which they were said. Each of its makers is in a file of its
/// own: sentences of people (talk.cpp), calls and results of tools (tools.cpp), lines of the
/// previous summary (earlier.cpp).
struct piece_list {
  std::vector<piece> pieces;
  concept_table concepts;
  std::uint32_t groups = 0;
};

}  // namespace parley::models::extractive
