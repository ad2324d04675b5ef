#include "models/openai/client.hpp"

#include <pthread.h>
#include <signal.h>

#include <algorithm>
#include <system_error>

#include "models/answer.hpp"
#include "models/prompts.hpp"

namespace parley::models::openai {

namespace {

constexpr int idle_wait_ms = 60000;

/// Signals are for the threads of the application; a broken connection is an error code here.
void block_signals() {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, nullptr);
}

/// The list with one more header; null when there is no memory, and the old one is gone.
header_list with(header_list headers, const std::string& line) {
  auto* longer = curl_slist_append(headers.get(), line.c_str());
  if (longer) static_cast<void>(headers.release());
  return header_list{longer};
}

header_list headers_for(const endpoint& to) {
  auto headers = with(nullptr, "Content-Type: application/json");
  headers = with(std::move(headers), "Accept: application/json");
  // A large body would wait for a "100 Continue" that many servers never send.
  headers = with(std::move(headers), "Expect:");
  if (const auto key = to.key.header(); !key.empty()) headers = with(std::move(headers), key);
  return headers;
}

}  // namespace

client::client(const openai_options& options, endpoint to, multi_handle multi)
    : options_(options),
      to_(std::move(to)),
      rules_{options.attempts, milliseconds{options.backoff_first_ms},
             milliseconds{options.backoff_most_ms}},
      clock_(options.clock ? *options.clock : base::system_clock()),
      entropy_(options.entropy ? *options.entropy : base::system_entropy()),
      headers_(headers_for(to_)),
      multi_(std::move(multi)) {
  const auto connections = static_cast<long>(options.in_flight_max);
  curl_multi_setopt(multi_.get(), CURLMOPT_MAX_TOTAL_CONNECTIONS, connections);
  curl_multi_setopt(multi_.get(), CURLMOPT_MAXCONNECTS, connections);
}

client::~client() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock{mutex_};
    box_.stopping = true;
  }
  curl_multi_wakeup(multi_.get());
  thread_.join();
}

bool client::run() {
  try {
    thread_ = std::thread{[this] { loop(); }};
  } catch (const std::system_error&) {
    return false;
  }
  return true;
}

summarizer::ticket client::start(context::summary_job job, std::chrono::milliseconds within,
                                 summary_done done) {
  const auto taken_at = now();
  base::status refused;
  const auto mine = [&] {
    const std::lock_guard lock{mutex_};
    const auto most = static_cast<std::size_t>(options_.in_flight_max + options_.waiting_max);
    if (within.count() <= 0) {
      refused = out_of_time();
    } else if (box_.stopping) {
      refused = stopping();
    } else if (box_.outstanding >= most) {
      refused = too_many_waiting(static_cast<std::size_t>(options_.waiting_max));
    } else {
      ++box_.outstanding;
    }
    return ++last_;
  }();
  if (!refused.text.empty()) {
    done(base::fail(std::move(refused)));
    return mine;
  }
  const auto p = prompt_for(job, {options_.transcript_chars, options_.summary_chars});
  request r;
  r.body = request_body(options_.model, p.instructions, p.material);
  r.done = std::move(done);
  // A day is longer than anybody waits, and short enough to be added to.
  r.deadline = taken_at + std::min<moment>(within, std::chrono::hours{24});
  {
    const std::lock_guard lock{mutex_};
    box_.arrivals.emplace(mine, std::move(r));
  }
  curl_multi_wakeup(multi_.get());
  return mine;
}

void client::cancel(ticket which) {
  {
    const std::lock_guard lock{mutex_};
    box_.cancels.push_back(which);
  }
  curl_multi_wakeup(multi_.get());
}

void client::loop() {
  block_signals();
  while (take_from_box()) {
    end_late();
    begin_due();
    int running = 0;
    curl_multi_perform(multi_.get(), &running);
    end_attempts();
    begin_due();
    curl_multi_poll(multi_.get(), nullptr, 0, wait_ms(), nullptr);
  }
}

/// False when it is to stop: then every request has ended, also those that others' ends started.
bool client::take_from_box() {
  bool stop = false;
  std::vector<ticket> cancels;
  {
    const std::lock_guard lock{mutex_};
    requests_.merge(box_.arrivals);
    cancels.swap(box_.cancels);
    stop = box_.stopping && (box_.outstanding == 0 || !requests_.empty());
  }
  for (const auto which : cancels)
    if (const auto found = requests_.find(which); found != requests_.end())
      end(found, base::fail(cancelled()));
  if (!stop) return true;
  while (!requests_.empty()) end(requests_.begin(), base::fail(stopping()));
  const std::lock_guard lock{mutex_};
  return box_.outstanding > 0;
}

void client::begin_due() {
  const auto at = now();
  const auto most = static_cast<std::size_t>(options_.in_flight_max);
  for (auto next = requests_.begin(); next != requests_.end() && in_flight_ < most;) {
    const auto which = next++;
    auto& r = which->second;
    if (r.under_way || r.not_before > at || r.deadline <= at) continue;
    const auto left = std::chrono::ceil<milliseconds>(r.deadline - at);
    const auto timeout = std::min(left, milliseconds{options_.timeout_ms});
    if (headers_)
      r.under_way = transfer::begin(multi_.get(), to_, headers_.get(), r.body, timeout,
                                    static_cast<std::size_t>(options_.answer_bytes_max));
    if (r.under_way) {
      ++in_flight_;
    } else {
      end(which, base::fail(base::errc::unavailable, "", "A request could not be set up."));
    }
  }
}

void client::end_attempts() {
  int left = 0;
  while (const auto* message = curl_multi_info_read(multi_.get(), &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    // Ending the transfer frees the message.
    const auto* handle = message->easy_handle;
    const auto code = message->data.result;
    const auto which =
        std::find_if(requests_.begin(), requests_.end(), [&](const requests::value_type& r) {
          return r.second.under_way && r.second.under_way->handle() == handle;
        });
    if (which == requests_.end()) continue;
    end_attempt(which, which->second.under_way->outcome(code, to_, clock_.now()));
  }
}

void client::end_attempt(requests::iterator which, tl::expected<std::string, failure> outcome) {
  auto& r = which->second;
  r.under_way.reset();
  --in_flight_;
  if (outcome) return end(which, std::move(*outcome));
  auto& failed = outcome.error();
  ++r.failed;
  const auto at = now();
  if (r.deadline <= at) return end(which, base::fail(out_of_time()));
  const auto left = std::chrono::duration_cast<milliseconds>(r.deadline - at);
  const auto wait = failed.again
                        ? wait_before_next(rules_, r.failed, failed.wait, left, entropy_.next())
                        : std::nullopt;
  if (!wait) return end(which, base::fail(std::move(failed.reason)));
  r.not_before = at + *wait;
}

void client::end_late() {
  const auto at = now();
  for (auto next = requests_.begin(); next != requests_.end();) {
    const auto which = next++;
    if (which->second.deadline <= at) end(which, base::fail(out_of_time()));
  }
}

void client::end(requests::iterator which, base::result<std::string> result) {
  if (which->second.under_way) {
    which->second.under_way.reset();
    --in_flight_;
  }
  const auto done = std::move(which->second.done);
  requests_.erase(which);
  {
    const std::lock_guard lock{mutex_};
    --box_.outstanding;
  }
  done(std::move(result));
}

int client::wait_ms() const {
  auto next = now() + milliseconds{idle_wait_ms};
  const bool full = in_flight_ >= static_cast<std::size_t>(options_.in_flight_max);
  for (const auto& [which, r] : requests_) {
    next = std::min(next, r.deadline);
    if (!r.under_way && !full) next = std::min(next, r.not_before);
  }
  const auto wait = std::chrono::ceil<milliseconds>(next - now());
  return static_cast<int>(std::max<std::int64_t>(wait.count(), 0));
}

}  // namespace parley::models::openai

namespace parley::models {

base::result<std::unique_ptr<summarizer>> make_openai(const openai_options& options) {
  auto to = openai::check(options);
  if (!to) return base::fail(to.error());
  openai::multi_handle multi{curl_multi_init()};
  if (!multi) return base::fail(base::errc::unavailable, "", "There is no memory for requests.");
  auto made = std::make_unique<openai::client>(options, std::move(*to), std::move(multi));
  if (!made->run())
    return base::fail(base::errc::unavailable, "", "There is no thread for requests to the model.");
  return made;
}

}  // namespace parley::models
