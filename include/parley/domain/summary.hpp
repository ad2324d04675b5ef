#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "parley/base/limits.hpp"
#include "parley/base/status.hpp"
#include "parley/base/time.hpp"
#include "parley/domain/json.hpp"

namespace parley::domain {

/// Text that stands in a window for the messages up to `to_seq` of a history. It deletes none of
/// them. Summaries of a history are contiguous: each begins behind the latest that was not stale when
/// it was made.
struct summary {
  std::string summary_id;      ///< 1 to 128 characters of the id alphabet
  std::int64_t round = 0;      ///< of the session when it was asked for
  std::int64_t from_seq = 1;   ///< of the messages that its maker was given
  std::int64_t to_seq = 0;     ///< its text stands for 1 up to and including this
  bool is_meta = false;        ///< joins earlier summaries
  bool stale = false;          ///< what it covers was erased: its text is gone, another is made
  std::string text;
  std::string model;           ///< what made it: `extractive`, or the name of a language model
  base::timestamp created_at{};
  std::optional<std::string> previous_summary_id;
  std::string reason;          ///< why: `round`, `length`, `stale`, `asked`
  std::int64_t messages = 0;   ///< that its maker was given
  std::vector<std::string> external_keys;  ///< of facts that are kept elsewhere, which it may leave out
  friend bool operator==(const summary&, const summary&) = default;
};

/// How a summary stands to the one before it, in the order in which they were made.
enum class summary_link : std::uint8_t {
  none,   ///< it is of another line, that of a history which shares messages
  next,   ///< it goes on from it
  again,  ///< it was made again of the same messages, and takes its place
};
summary_link link_of(const std::optional<summary>& before, const summary& s);

/// As it is shown, stored and exported.
json encode(const summary& s);
base::result<summary> read_summary(const json& value, const base::limits& limits);

/// Why a summary is made.
inline constexpr const char* because_of_round = "round";
inline constexpr const char* because_of_length = "length";
inline constexpr const char* because_stale = "stale";
inline constexpr const char* because_asked = "asked";

}  // namespace parley::domain
