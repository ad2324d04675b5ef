#pragma once

#include <map>
#include <string>
#include <vector>

#include "parley/models/summarizer.hpp"
#include "parley/testing/fake_clock.hpp"
#include "parley/testing/seeded_entropy.hpp"
#include "testing/simulation/journal.hpp"

namespace parley::testing::simulation {

/// Makes summaries of which one can tell what they are made of: keeps jobs until the world has one
/// answered, in any order, and gives back what it was given, or fails.
class simulated_model : public models::summarizer {
 public:
  simulated_model(seeded_entropy& chance, const fake_clock& clock, journal& events)
      : chance_(chance), clock_(clock), events_(events) {}

  std::string_view name() const override { return "simulated"; }
  ticket start(context::summary_job job, std::chrono::milliseconds within,
               models::summary_done done) override;
  void cancel(ticket which) override;

  bool waits() const { return !jobs_.empty(); }
  /// Ends one of its jobs, by chance with a failure.
  void answer(bool fails);
  /// The process has ended: nobody hears of them any more.
  void forget() { jobs_.clear(); }

 private:
  struct held {
    context::summary_job job;
    std::chrono::microseconds until{0};
    models::summary_done done;
  };

  seeded_entropy& chance_;
  const fake_clock& clock_;
  journal& events_;
  std::map<ticket, held> jobs_;
  ticket last_ = 0;
};

/// The text that it makes of messages: the range, then the content of each, one a line.
std::string summary_text(std::int64_t from_seq, std::int64_t to_seq,
                         const std::vector<domain::message>& messages);

std::vector<std::string> lines_of(const std::string& text);

}  // namespace parley::testing::simulation
