#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "models/openai/retry.hpp"
#include "models/openai/transfer.hpp"
#include "parley/models/openai.hpp"

namespace parley::models::openai {

/// The summarizer of make_openai. Callers put jobs and cancellations into a box; one thread takes
/// them out and does everything else: it alone touches libcurl and the jobs.
class client : public summarizer {
 public:
  client(const openai_options& options, endpoint to, multi_handle multi);
  ~client() override;

  /// To be called once before anything else; false when there is no thread for it.
  bool run();

  std::string_view name() const override { return options_.model; }
  ticket start(context::summary_job job, std::chrono::milliseconds within,
               summary_done done) override;
  void cancel(ticket which) override;

 private:
  using moment = std::chrono::microseconds;  ///< on the monotonic clock

  struct request {
    std::string body;
    summary_done done;
    moment deadline{};
    moment not_before{};
    std::int64_t failed = 0;              ///< attempts
    std::unique_ptr<transfer> under_way;  ///< null: waits for its turn or its time
  };
  using requests = std::map<ticket, request>;  ///< in the order of arrival

  struct box {
    requests arrivals;
    std::vector<ticket> cancels;
    std::size_t outstanding = 0;  ///< taken and not ended
    bool stopping = false;
  };

  void loop();
  bool take_from_box();
  void begin_due();
  void end_attempts();
  void end_late();
  void end_attempt(requests::iterator which, tl::expected<std::string, failure> outcome);
  void end(requests::iterator which, base::result<std::string> result);
  int wait_ms() const;
  moment now() const { return clock_.monotonic(); }

  const openai_options options_;
  const endpoint to_;
  const retry_rules rules_;
  const base::clock& clock_;
  base::entropy& entropy_;
  header_list headers_;
  multi_handle multi_;

  std::mutex mutex_;
  box box_;          ///< guarded by mutex_
  ticket last_ = 0;  ///< guarded by mutex_

  requests requests_;          ///< of the thread
  std::size_t in_flight_ = 0;  ///< of the thread
  std::thread thread_;
};

}  // namespace parley::models::openai
