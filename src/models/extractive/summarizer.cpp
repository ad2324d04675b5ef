#include <atomic>
#include <utility>

#include "models/answer.hpp"
#include "parley/models/extractive.hpp"

namespace parley::models {

namespace {

class extractive_summarizer : public summarizer {
 public:
  explicit extractive_summarizer(const extractive_options& options) : options_(options) {}

  std::string_view name() const override { return "extractive"; }

  ticket start(context::summary_job job, std::chrono::milliseconds within,
               summary_done done) override {
    const auto mine = ++last_;
    if (within.count() <= 0) {
      done(base::fail(out_of_time()));
    } else {
      done(extract(job, options_));
    }
    return mine;
  }

  void cancel(ticket) override {}

 private:
  const extractive_options options_;
  std::atomic<ticket> last_ = 0;
};

}  // namespace

base::result<std::unique_ptr<summarizer>> make_extractive(const extractive_options& options) {
  constexpr std::int64_t least = 400;
  constexpr std::int64_t most = 20000;
  if (options.summary_chars < least || options.summary_chars > most)
    return base::fail(base::errc::invalid_argument, "summarizer.summary_chars",
                      "summarizer.summary_chars is a number of characters from 400 to 20000.");
  return std::make_unique<extractive_summarizer>(options);
}

}  // namespace parley::models
