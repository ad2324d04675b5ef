#include "context/tokens/categories.hpp"

#include <algorithm>
#include <string_view>

#include "context/tokens/categories_table.hpp"
#include "context/tokens/runs.hpp"

namespace parley::context {

namespace {

constexpr std::size_t block_size = 256;

std::uint8_t category_of(char sign) {
  switch (sign) {
    case 'L':
      return letter;
    case 'U':
      return upper;
    case 'W':
      return lower;
    case 'M':
      return mark;
    case 'N':
      return number;
    case 'S':
      return space;
    case 'R':
      return newline;
    default:
      return other;
  }
}

std::vector<std::uint8_t> expanded(std::string_view runs) {
  std::vector<std::uint8_t> all;
  all.reserve(0x110000);
  for_each_run(runs, [&](char sign, std::size_t length) {
    if (sign != 'A') {
      all.insert(all.end(), length, category_of(sign));
      return;
    }
    for (std::size_t i = 0; i < length; ++i) {
      all.push_back(upper);
      all.push_back(lower);
    }
  });
  return all;
}

}  // namespace

const category_table& category_table::get() {
  static const category_table table;
  return table;
}

category_table::category_table() {
  const auto all = expanded(category_runs);
  std::vector<std::size_t> kept;  // where in `all` the blocks come from
  for (std::size_t i = 0; i < index_.size(); ++i) {
    const auto block = all.begin() + static_cast<std::ptrdiff_t>(i * block_size);
    const auto same = std::find_if(kept.begin(), kept.end(), [&](std::size_t first) {
      return std::equal(block, block + block_size,
                        all.begin() + static_cast<std::ptrdiff_t>(first));
    });
    index_[i] = static_cast<std::uint16_t>(same - kept.begin());
    if (same != kept.end()) continue;
    kept.push_back(i * block_size);
    blocks_.insert(blocks_.end(), block, block + block_size);
  }
}

}  // namespace parley::context
