#pragma once

#include <caf/typed_response_promise.hpp>
#include <chrono>
#include <utility>

#include "parley/base/clock.hpp"
#include "parley/protocol/caller.hpp"
#include "parley/protocol/errors.hpp"

namespace parley::actors {

enum class request_kind { write, read };

/// A promise that always answers: with what it is given, or on destruction with
/// `unknown_outcome`, for it may have been submitted; a read, that its actor failed.
/// (CAF forgets a promise that is dropped, and its caller would wait for ever.)
template <class T, request_kind Kind = request_kind::write>
class reply {
 public:
  explicit reply(caf::typed_response_promise<T> promise) : promise_(std::move(promise)) {}
  reply(reply&& other) noexcept : promise_(std::exchange(other.promise_, {})) {}
  reply& operator=(reply&& other) noexcept {
    std::swap(promise_, other.promise_);
    return *this;
  }
  ~reply() {
    if (!promise_.pending()) return;
    if (Kind == request_kind::read)
      fail({base::errc::unavailable, "", "The session failed while it read this; try again.", 100});
    else
      fail({base::errc::unknown_outcome, "",
            "The session ended before it could say what became of this; repeat it with the same "
            "ids."});
  }

  void deliver(T value) {
    if (auto promise = std::exchange(promise_, {}); promise.pending())
      promise.deliver(std::move(value));
  }

  void fail(const base::status& s) {
    if (auto promise = std::exchange(promise_, {}); promise.pending())
      promise.deliver(protocol::to_error(s));
  }

  /// Gives the promise away, to delegate it.
  caf::typed_response_promise<T> release() { return std::exchange(promise_, {}); }

 private:
  caf::typed_response_promise<T> promise_;
};

template <class T>
using read_reply = reply<T, request_kind::read>;

/// Whether nobody waits for an answer any more.
inline bool expired(const protocol::caller& who, const base::clock& clock) {
  return who.deadline.count() != 0 && clock.monotonic() > who.deadline;
}

inline base::status timed_out() {
  return {base::errc::timeout, "",
          "The deadline passed before this was submitted; nothing was done."};
}

}  // namespace parley::actors
