#include "storage/redis/stored_number.hpp"

#include <charconv>

#include "redis/failure.hpp"

namespace parley::storage::redis {

std::int64_t stored_number(std::string_view digits) {
  std::int64_t number = 0;
  const auto* end = digits.data() + digits.size();
  const auto [last, error] = std::from_chars(digits.data(), end, number);
  if (error != std::errc{} || last != end)
    throw parley::redis::failure::damaged("what is stored as a number is none");
  return number;
}

}  // namespace parley::storage::redis
