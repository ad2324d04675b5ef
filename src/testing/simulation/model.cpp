#include "testing/simulation/model.hpp"

#include <iterator>
#include <utility>

namespace parley::testing::simulation {

namespace {

/// How models fail, the usual ways more often than the one that no repetition helps against.
base::status failure_of(seeded_entropy& chance) {
  switch (chance.below(8)) {
    case 0:
      return {base::errc::invalid_argument, "", "The simulated model cannot do this."};
    case 1:
      return {base::errc::too_large, "", "The simulated model's answer is too long."};
    case 2:
    case 3:
      return {base::errc::rate_limited, "", "The simulated model wants a pause.",
              static_cast<std::int64_t>(chance.below(5000))};
    case 4:
      return {base::errc::unavailable, "", "The simulated model's answer is blank."};
    default:
      return {base::errc::unavailable, "", "The simulated model is away."};
  }
}

}  // namespace

simulated_model::ticket simulated_model::start(context::summary_job job,
                                               std::chrono::milliseconds within,
                                               models::summary_done done) {
  const auto which = ++last_;
  events_.note({hash_of("model"), which, static_cast<std::uint64_t>(job.to_seq)}, [&] {
    return "model: job " + std::to_string(which) + ", " + std::to_string(job.from_seq) + " to " +
           std::to_string(job.to_seq);
  });
  jobs_.emplace(which, held{std::move(job), clock_.monotonic() + within, std::move(done)});
  return which;
}

void simulated_model::cancel(ticket which) {
  auto found = jobs_.extract(which);
  if (!found) return;
  found.mapped().done(base::fail(base::errc::unavailable, "", "The job was cancelled."));
}

void simulated_model::answer(bool fails) {
  const auto at = std::next(jobs_.begin(), static_cast<std::ptrdiff_t>(chance_.below(jobs_.size())));
  const auto which = at->first;
  auto [job, until, done] = std::move(at->second);
  jobs_.erase(at);
  events_.note({hash_of("model answers"), which, fails}, [&] {
    return "model: job " + std::to_string(which) + (fails ? " fails" : " is done");
  });
  if (until < clock_.monotonic())
    done(base::fail(base::errc::timeout, "", "The simulated model took too long."));
  else if (fails)
    done(base::fail(failure_of(chance_)));
  else
    done(summary_text(job.from_seq, job.to_seq, job.messages));
}

std::string summary_text(std::int64_t from_seq, std::int64_t to_seq,
                         const std::vector<domain::message>& messages) {
  std::string text{"from "};
  text.append(std::to_string(from_seq)).append(" to ").append(std::to_string(to_seq));
  for (const auto& m : messages) text.append(1, '\n').append(m.content.value_or(""));
  return text;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t from = 0; from < text.size();) {
    const auto end = std::min(text.find('\n', from), text.size());
    lines.push_back(text.substr(from, end - from));
    from = end + 1;
  }
  return lines;
}

}  // namespace parley::testing::simulation
