#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "parley/testing/simulation.hpp"

namespace parley::testing::simulation {

/// What happened in a run: a hash over all of it, a readable line each for who wants them, and the
/// first promise that did not hold.
class journal {
 public:
  explicit journal(std::function<void(const std::string&)> line) : line_(std::move(line)) {}

  std::int64_t step = 0;

  /// `describe` makes the readable line and is called only when somebody reads it.
  template <class Describe>
  void note(std::initializer_list<std::uint64_t> facts, Describe&& describe) {
    for (const auto fact : facts) mix(fact);
    if (line_) line_(std::to_string(step) + " " + describe());
  }

  void broken(std::string promise, std::string what) {
    if (broken_) return;
    broken_ = broken_promise{step, std::move(promise), std::move(what)};
    if (line_) line_(std::to_string(step) + " BROKEN " + broken_->promise + ": " + broken_->what);
  }

  bool failed() const { return broken_.has_value(); }
  const std::optional<broken_promise>& first_broken() const { return broken_; }
  std::uint64_t hash() const { return hash_; }

 private:
  void mix(std::uint64_t fact) {
    hash_ = (hash_ ^ fact) * 0x9e3779b97f4a7c15ULL;
    hash_ ^= hash_ >> 29;
  }

  std::function<void(const std::string&)> line_;
  std::uint64_t hash_ = 0x243f6a8885a308d3ULL;
  std::optional<broken_promise> broken_;
};

/// FNV-1a: the same in every process and build.
constexpr std::uint64_t hash_of(std::string_view text) {
  std::uint64_t h = 0xcbf29ce484222325ULL;
  for (const char c : text) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  return h;
}

}  // namespace parley::testing::simulation
