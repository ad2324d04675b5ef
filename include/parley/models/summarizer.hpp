#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "parley/base/status.hpp"
#include "parley/context/summary_job.hpp"

namespace parley::models {

/// The text of a summary, never blank, or why there is none. Must not throw and should be quick: it
/// runs on a thread that other jobs wait for. It may start and cancel jobs of the same summarizer,
/// but not destroy it.
using summary_done = std::function<void(base::result<std::string>)>;

/// Makes summaries. Any number of jobs may be under way, from any number of threads, and none of
/// them holds the thread that started it for longer than its own computing takes: nobody waits for
/// a network or for a function of the host in `start`.
///
/// `done` is called exactly once for every job, whatever happens: on a thread of the summarizer, or
/// on the caller's before `start` returns (the built-in one does so, and each does when it refuses
/// a job). Hold no lock across `start` that `done` needs.
///
/// How a job ends without a text:
/// - overloaded: too many jobs wait; nothing was done.
/// - timeout: it took longer than it was given.
/// - unavailable: cancelled, the summarizer is going away, or what it depends on failed; a later
/// job
///   may succeed. `field` names a setting when one of them is the likely reason.
/// - rate_limited: the model's endpoint wants a pause of `retry_after_ms`.
/// - too_large: the answer is over its limit.
/// - invalid_argument: this very job cannot be done, repeating it is no use.
/// A blank answer is unavailable. No end without a text changes anything anywhere.
class summarizer {
 public:
  /// Names a job to `cancel`; never 0 and never given twice by one summarizer.
  using ticket = std::uint64_t;

  /// Ends every job under way: their `done` have returned when the destructor does.
  virtual ~summarizer() = default;

  /// What a summary's field `model` says: `extractive`, the model's name, the name of the host's.
  virtual std::string_view name() const = 0;

  /// Takes the job, whose texts are well-formed UTF-8, and returns. `within` counts from now and
  /// bounds everything, waiting in a queue and repeating included; not above 0 is a timeout at
  /// once.
  virtual ticket start(context::summary_job job, std::chrono::milliseconds within,
                       summary_done done) = 0;

  /// Ends a job before its time. Its `done` is called, here or on another thread, unless that has
  /// happened; a ticket of a job that has ended does nothing.
  virtual void cancel(ticket which) = 0;
};

}  // namespace parley::models
