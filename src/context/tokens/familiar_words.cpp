#include "context/tokens/familiar_words.hpp"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace parley::context {

namespace {

// The most common words of English prose, talk and records, up to eight letters.
constexpr std::string_view english_words =
    "a about after again all also always am an and any are around as ask at away back be because "
    "been before being best better between big both but by call can change check code could data "
    "date day days did do does done down each email end even every example false family few file "
    "find first flight for found free from full get give given go going good got great group had "
    "hand has have he hello help her here high his home hour house how i if in into is issue it "
    "its just keep kind know large last later least left let life like line list little local "
    "long look looking lot made mail make many may me mean more most much must my name need never "
    "new next no not note nothing now number object of off old on once one only open or order "
    "other our out over own page part people place please point possible problem provide public "
    "put question read really request return right room run same say second see send service set "
    "she should show since small so some state still string such sure system take tell text than "
    "thank thanks that the their them then there these they thing think this those three through "
    "time title to today too two type under until up us use used user using value very want was "
    "way we week well were what when where which while who why will with within without work "
    "world would year years yes you your";

// Common words of German, French, Spanish, Portuguese, Italian and Dutch, as far as they are ASCII
// and not in the list above.
constexpr std::string_view western_words =
    "aan aber alla als anche auch auf aus aux avec bei bij cette che com come como con cuando "
    "dans das dat dei del della dem den der des deze die diese dit donde dos dove een ein eine "
    "einen einer elle entre esse est esta este foi fue gli habe haben han heeft het ich ihr isso "
    "ist kan kann las lei les los maar mais mas met mich mijn mir mit muito muy naar nach nel "
    "nella nicht nie niet noch non nos nous oder ook para pas pela pelo per pero plus por pour "
    "quando que questo qui ser ses seu sich sie sin sind sobre son sono sont sua sui suo sur sus "
    "todo tot uma una und une van vom von voor vous wat wenn werden wie wij wir wird zijn zum zur";

/// Up to eight letters as a number: equal words, equal numbers.
std::uint64_t key_of(std::string_view word) {
  std::uint64_t key = 0;
  for (const char c : word) key = key << 8 | static_cast<unsigned char>(c | 0x20);
  return key;
}

std::vector<std::uint64_t> keys_of(std::string_view words) {
  std::vector<std::uint64_t> keys;
  while (!words.empty()) {
    const auto end = std::min(words.find(' '), words.size());
    keys.push_back(key_of(words.substr(0, end)));
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  std::sort(keys.begin(), keys.end());
  return keys;
}

}  // namespace

familiarity familiarity_of(std::string_view word) {
  static const auto english = keys_of(english_words);
  static const auto western = keys_of(western_words);
  if (word.size() > 8) return familiarity::none;
  const auto key = key_of(word);
  if (std::binary_search(english.begin(), english.end(), key)) return familiarity::english;
  if (std::binary_search(western.begin(), western.end(), key)) return familiarity::western;
  return familiarity::none;
}

}  // namespace parley::context
