#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "parley/base/digest.hpp"
#include "parley/base/status.hpp"
#include "parley/storage/log.hpp"

namespace parley::storage {

/// What is read, and staged, in one piece.
struct move_page_limits {
  std::int64_t items = 1000;       ///< rows of all kinds
  std::int64_t bytes = 4'194'304;  ///< of messages; a longer one goes alone
};

/// What a history is known to have none of, so that nobody asks for it.
struct absent_rows {
  bool turns = false;
  bool summaries = false;
  bool tallies = false;
};

/// What the rows of a history add up to. Of two stores that hold the same it is the same, whatever
/// the pages in which they were read.
struct history_sum {
  std::int64_t last_seq = 0;
  std::int64_t messages = 0;
  std::int64_t turns = 0;
  std::int64_t summaries = 0;
  std::int64_t tallies = 0;
  std::vector<moved_day> days{};  ///< by agent and day
  /// SHA-256 over every field of every message; over those of turns, summaries and tallies.
  std::string messages_digest{};
  std::string rest_digest{};
  friend bool operator==(const history_sum&, const history_sum&) = default;
};

/// Reads the rows of one history that shares nothing, those staged included, and adds them up:
/// messages up to a seq, then turns, summaries and tallies. Pages may be read while the session is
/// written to. That a history grew, is seen by its head, that messages were erased, by
/// `summary_state::erasures`; turns, summaries and tallies change without a trace, so who read them
/// beside traffic reads them again when the session is held, and compares `rest_digest`.
class history_walk {
 public:
  /// `rest`: no messages.
  enum class part : std::uint8_t { all, rest };
  history_walk(std::int64_t key, std::int64_t log, std::int64_t last_seq, move_page_limits limits,
               part what = part::all, absent_rows absent = {});

  /// The next rows, as an order to stage. The first one may be empty, for a session without any;
  /// nullopt: that was all. conflict when messages are not there that must be.
  base::result<std::optional<move_order>> next(log_reader& from);

  bool done() const { return at_ == kind::none; }

  /// Of what was read. To be asked once, when it is done.
  history_sum sum();

 private:
  enum class kind : std::uint8_t { messages, turns, summaries, tallies, none };
  void go_to(kind next);
  base::result<void> fill(log_reader& from, move_order& page, std::int64_t room);
  base::result<void> take_messages(log_reader& from, move_order& page, std::int64_t room);
  base::result<void> take_turns(log_reader& from, move_order& page, std::int64_t room);
  base::result<void> take_summaries(log_reader& from, move_order& page, std::int64_t room);
  base::result<void> take_tallies(log_reader& from, move_order& page, std::int64_t room);

  std::int64_t key_;
  std::int64_t log_;
  std::int64_t last_seq_;
  move_page_limits limits_;
  absent_rows absent_;
  kind at_ = kind::messages;
  std::int64_t bytes_left_ = 0;  ///< of the present page
  std::int64_t turn_ = 0;        ///< ordinal of the last one that was read
  std::int64_t tally_ = -1;      ///< its seq
  history_sum sum_;
  base::sha256 messages_;
  base::sha256 rest_;
};

/// All pages of a walk, for who has no other work between them.
base::result<history_sum> sum_history(log_reader& from, history_walk walk);

}  // namespace parley::storage
