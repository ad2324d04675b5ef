#pragma once

#include <cstdint>
#include <random>

#include "parley/domain/message.hpp"
#include "parley/domain/session.hpp"

namespace parley::testing_domain {

/// Makes legal values of every shape; equal seeds, equal values.
class generator {
 public:
  explicit generator(std::uint64_t seed) : random_(seed) {}

  domain::session_view session_view();
  domain::message message();
  domain::json value(int depth = 3);

 private:
  std::int64_t number(std::int64_t least, std::int64_t most);
  bool maybe() { return number(0, 1) == 1; }
  std::string text(std::size_t length_max);
  std::string id();
  base::timestamp time();
  domain::json object(int depth = 2);
  domain::participant participant(std::size_t n);

  std::mt19937_64 random_;
};

}  // namespace parley::testing_domain
