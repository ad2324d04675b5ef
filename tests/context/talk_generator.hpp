#pragma once

#include <random>
#include <string>
#include <vector>

#include "parley/context/view.hpp"
#include "parley/domain/message.hpp"

namespace parley::testing_context {

/// A conversation and what a view of it may be asked for.
struct talk {
  std::vector<domain::message> messages;  ///< seq 1, 2, 3, ...
  std::vector<domain::participant> participants;
};

/// Makes conversations of every shape that a history may have: parallel, unanswered and repeated
/// calls, empty ids, results without a call or far from it, several users and agents, erased and
/// failed messages, system messages in the middle, blank and missing contents, very long ones, all
/// kinds of scripts. Equal seeds, equal talks.
class talk_generator {
 public:
  explicit talk_generator(std::uint64_t seed) : random_(seed) {}

  talk make(std::size_t length);
  std::string text(std::size_t length_max);
  std::int64_t number(std::int64_t least, std::int64_t most);
  bool one_in(std::int64_t n) { return number(1, n) == 1; }

 private:
  domain::message& add(talk& t, const std::string& role, std::optional<std::string> sender);
  void add_step(talk& t);
  void add_calls(talk& t);
  void add_result(talk& t);
  std::string call_id();

  std::mt19937_64 random_;
  std::vector<std::string> open_;  // calls that may still be answered
};

}  // namespace parley::testing_context
