#pragma once

#include <boost/intrusive/list.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>

#include "actors/session_cell.hpp"
#include "parley/storage/submission.hpp"

namespace parley::actors {

/// What the supervisor knows of a live session's use and weight: a part of its entry.
struct usage : boost::intrusive::list_base_hook<> {
  const storage::session_ref* ref = nullptr;
  std::chrono::microseconds used{0};  ///< when it was last addressed or had something to do
  std::int64_t bytes = fresh_session_bytes;
  bool cool = false;     ///< it is packed
  bool asked = false;    ///< it was asked to cool and has not answered
  bool leaving = false;  ///< it goes to rest

  bool choosable() const { return is_linked(); }
};

/// The live sessions in the order of their use, the longest unused first, and what they weigh
/// together. Every step costs the same however many they are. Sessions that go to rest or wait for
/// something are not in the order, so that they are never chosen and never walked over.
/// A value without actors or a clock; does not own its elements.
class use_order {
 public:
  void add(usage& u, const storage::session_ref& ref, std::chrono::microseconds now);
  void remove(usage& u);

  /// It was addressed; one that is not in the order stays out of it.
  void use(usage& u, std::chrono::microseconds now);

  /// It waits for something of its own (a turn's lease), until `take_back`.
  void set_aside(usage& u);
  void take_back(usage& u, std::chrono::microseconds now);

  /// It goes to rest.
  void leave(usage& u);

  /// What it said of itself. One that was asked to cool and did not was in use.
  void weighed(usage& u, std::int64_t bytes, bool cool, std::chrono::microseconds now);

  /// The longest unused one that was not asked to cool since its last use and is unused since
  /// before `limit`; marked as asked. nullptr when there is none.
  usage* next_to_cool(std::chrono::microseconds limit);

  /// The longest unused one, when it is unused since before `limit`; stays where it is.
  usage* next_to_rest(std::chrono::microseconds limit);

  std::size_t cool() const { return cool_; }
  std::size_t asked() const { return asked_; }      ///< have not answered
  std::size_t leaving() const { return leaving_; }
  std::int64_t bytes() const { return bytes_; }
  std::int64_t staying_bytes() const { return bytes_ - leaving_bytes_; }

 private:
  using list = boost::intrusive::list<usage, boost::intrusive::constant_time_size<false>>;

  void append(usage& u, std::chrono::microseconds now);
  void unlink(usage& u);
  void answered(usage& u);

  list order_;
  list::iterator unasked_ = order_.end();  ///< the first that was not asked since its last use
  std::size_t cool_ = 0;
  std::size_t asked_ = 0;
  std::size_t leaving_ = 0;
  std::int64_t bytes_ = 0;
  std::int64_t leaving_bytes_ = 0;
};

/// A bound with hysteresis: above it something has to go until 90 % of it are left.
class memory_budget {
 public:
  memory_budget() = default;
  explicit memory_budget(std::int64_t bytes_max) : high_(bytes_max) {}

  /// Whether something has to go, now that so much is held.
  bool exceeded(std::int64_t bytes) {
    relieving_ = bytes > (relieving_ ? high_ / 10 * 9 : high_);
    return relieving_;
  }
  bool relieving() const { return relieving_; }

 private:
  std::int64_t high_ = INT64_MAX;
  bool relieving_ = false;
};

}  // namespace parley::actors
