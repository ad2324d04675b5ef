#include "parley/config/lists.hpp"

namespace parley::config {

std::vector<std::string> split_list(const std::string& value) {
  std::vector<std::string> words;
  std::size_t begin = 0;
  while (begin <= value.size()) {
    const auto end = std::min(value.find(',', begin), value.size());
    const auto first = value.find_first_not_of(' ', begin);
    if (first < end) {
      const auto last = value.find_last_not_of(' ', end - 1);
      words.push_back(value.substr(first, last + 1 - first));
    }
    begin = end + 1;
  }
  return words;
}

}  // namespace parley::config
