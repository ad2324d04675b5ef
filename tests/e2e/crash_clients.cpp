#include "crash_clients.hpp"

#include <chrono>
#include <random>
#include <semaphore>
#include <thread>

namespace parley::e2e {

namespace {

std::string random_text(std::mt19937_64& random) {
  static const std::vector<std::string> pieces{
      "a", "word ", "\n", "\"", "\\", "\xC3\xA4", "\xE6\x97\xA5", "\xF0\x9F\x98\x80", "\t", "{}"};
  std::string text;
  // Mostly short, sometimes over a few database pages.
  const auto length = random() % 16 == 0 ? random() % 20000 : random() % 300;
  while (text.size() < length) text += pieces[random() % pieces.size()];
  return text;
}

json random_message(std::mt19937_64& random, std::string id) {
  json message{{"message_id", std::move(id)},
               {"role", random() % 2 ? "user" : "assistant"},
               {"content", random_text(random)}};
  if (random() % 4 == 0) message["metadata"] = {{"n", random() % 1000}, {"t", random_text(random)}};
  if (message["role"] == "assistant" && random() % 4 == 0) {
    message["content"] = nullptr;
    message["tool_calls"] = {{{"id", "call"},
                              {"type", "function"},
                              {"function", {{"name", "f"}, {"arguments", random_text(random)}}}}};
  }
  return message;
}

class client {
 public:
  client(const std::string& url, const storm& how, int number, std::counting_semaphore<>& acks)
      : api_(url), how_(how), number_(number), acks_(acks), random_(how.seed * 1000 + number) {}

  void run() {
    for (std::size_t i = number_; i < how_.repeat.size(); i += how_.connections) {
      result.attempts.push_back(how_.repeat[i]);
      if (!ask(result.attempts.back())) return;
    }
    for (;;) {
      if (!result.attempts.empty() && result.attempts.back().acknowledged.empty()) {
        if (!ask(result.attempts.back())) return;
        continue;
      }
      if (!result.attempts.empty() && random_() % 8 == 0) {
        if (!ask(result.attempts[random_() % result.attempts.size()])) return;
        continue;
      }
      result.attempts.push_back(fresh());
      if (!ask(result.attempts.back())) return;
    }
  }

  storm_result result;

 private:
  attempt fresh() {
    attempt made;
    made.session = how_.sessions[random_() % how_.sessions.size()];
    const auto size = random_() % 3 == 0 ? 2 + random_() % 20 : 1;
    for (std::uint64_t i = 0; i < size; ++i) {
      made.messages.push_back(random_message(random_, "m-" + std::to_string(how_.seed) + "-" +
                                                          std::to_string(number_) + "-" +
                                                          std::to_string(++made_)));
    }
    return made;
  }

  /// False when the server is gone.
  bool ask(attempt& what) {
    const bool single = what.messages.size() == 1;
    const auto got = api_.post("/sessions/" + what.session + "/messages",
                               single ? what.messages.front() : json{{"messages", what.messages}});
    if (got.status == 0) return false;
    // Nothing was done, or nobody knows: both leave the attempt without an answer.
    if (got.status == 503 || got.status == 504) return true;
    if (got.status != 200 && got.status != 201) {
      result.mistakes.push_back("an append was answered " + std::to_string(got.status) + " " +
                                got.body.dump());
      return false;
    }
    std::vector<std::int64_t> seqs;
    const auto receipts = single ? json::array({got.body}) : got.body.at("messages");
    for (const auto& receipt : receipts) seqs.push_back(receipt.at("seq").get<std::int64_t>());
    if (seqs.size() != what.messages.size()) result.mistakes.push_back("receipts are missing");
    const bool repeated = !what.acknowledged.empty();
    if (repeated && (got.status != 200 || seqs != what.acknowledged)) {
      result.mistakes.push_back("a repeated append was answered " + std::to_string(got.status) +
                                " " + got.body.dump());
    }
    what.acknowledged = std::move(seqs);
    acks_.release();
    return true;
  }

  rest api_;
  const storm& how_;
  int number_;
  std::counting_semaphore<>& acks_;
  std::mt19937_64 random_;
  std::uint64_t made_ = 0;
};

}  // namespace

storm_result rage(running_server& server, const storm& how) {
  std::counting_semaphore<> acks{0};
  std::vector<std::unique_ptr<client>> clients;
  std::vector<std::thread> threads;
  for (int i = 0; i < how.connections; ++i) {
    clients.push_back(std::make_unique<client>(server.url(), how, i, acks));
  }
  for (auto& c : clients) threads.emplace_back([&c] { c->run(); });
  bool slow = false;
  for (int i = 0; i < how.kill_after && !slow; ++i) {
    if (i == how.kill_after / 2 && how.disturb) how.disturb();
    slow = !acks.try_acquire_for(std::chrono::seconds{30});
  }
  server.kill_hard();
  for (auto& t : threads) t.join();

  storm_result all;
  if (slow) all.mistakes.push_back("the server acknowledged nothing for 30 seconds");
  for (auto& c : clients) {
    for (auto& a : c->result.attempts) all.attempts.push_back(std::move(a));
    for (auto& m : c->result.mistakes) all.mistakes.push_back(std::move(m));
  }
  return all;
}

}  // namespace parley::e2e
