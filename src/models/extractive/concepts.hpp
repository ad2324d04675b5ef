#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace parley::models::extractive {

/// What a summary should still name, by how much it would be missed.
enum class concept_kind : std::uint8_t {
  word,
  figure,   ///< a number of one digit: mostly the number of an item
  name,     ///< capitals within a sentence, katakana, snake_case
  number,   ///< also dates and times
  id,       ///< letters and digits in one, addresses
  outcome,  ///< that a tool was called and what came of it
};

/// Where a concept is met: what people say counts more than what a tool lists.
enum class voice : std::uint8_t { talk, tool, earlier };

using concept_id = std::uint32_t;

/// The concepts of one job, each under a number, with how often it is met.
class concept_table {
 public:
  /// The concepts of a text, each once, ascending. Counts every occurrence.
  std::vector<concept_id> read(std::string_view text, voice from);

  /// One that is no word of a text.
  concept_id note(concept_kind kind, const std::string& key, voice from);

  /// To be called when everything is read: what a concept weighs, by its number.
  std::vector<double> weights() const;

 private:
  struct entry {
    concept_kind kind = concept_kind::word;
    std::uint32_t in_talk = 0;
    std::uint32_t in_tools = 0;
    std::uint32_t capitals = 0;  ///< as a name within a sentence
    std::uint32_t small = 0;     ///< in lower case
  };

  concept_id number_of(concept_kind kind, std::string_view key, voice from);
  double weight(const entry& e) const;

  std::unordered_map<std::string, concept_id> numbers_;
  std::vector<entry> entries_;
  std::uint32_t texts_ = 0;
};

}  // namespace parley::models::extractive
