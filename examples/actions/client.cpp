// A client of parley's actions over Redis, with hiredis.
//   c++ -std=c++20 client.cpp -lhiredis -o client && ./client 127.0.0.1 6379
#include <hiredis/hiredis.h>

#include <cstdlib>
#include <iostream>
#include <memory>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

struct release {
  void operator()(redisContext* c) const noexcept { redisFree(c); }
  void operator()(redisReply* r) const noexcept { freeReplyObject(r); }
};

std::string random_id() {
  std::random_device random;
  std::string id;
  for (int i = 0; i < 4; ++i) id += std::to_string(random());
  return id;
}

/// Sends actions and waits for their replies. Used by one thread.
class actions {
 public:
  actions(const char* host, int port, std::string tenant)
      : context_(redisConnect(host, port)), tenant_(std::move(tenant)) {
    if (!context_ || context_->err) throw std::runtime_error("Redis does not answer");
  }

  /// `data` is a JSON object; the reply is the text of one.
  std::string call(const std::string& type, const std::string& data) {
    const auto envelope = R"({"action_id":")" + random_id() + R"(","action_type":")" + type +
                          R"(","tenant_id":")" + tenant_ + R"(","callback_queue_name":")" + queue_ +
                          R"(","data":)" + data + "}";
    command({"XADD", "parley:actions:normal", "*", "action", envelope});
    const auto reply = command({"BLPOP", queue_, "20"});
    if (reply->type != REDIS_REPLY_ARRAY || reply->elements != 2)
      throw std::runtime_error("no reply in 20 s: send it again with the same action_id");
    return {reply->element[1]->str, reply->element[1]->len};
  }

 private:
  using reply_ptr = std::unique_ptr<redisReply, release>;

  reply_ptr command(std::initializer_list<std::string> words) {
    std::vector<const char*> texts;
    std::vector<std::size_t> lengths;
    for (const auto& word : words) {
      texts.push_back(word.data());
      lengths.push_back(word.size());
    }
    reply_ptr reply{static_cast<redisReply*>(redisCommandArgv(
        context_.get(), static_cast<int>(texts.size()), texts.data(), lengths.data()))};
    if (!reply) throw std::runtime_error(context_->errstr);
    if (reply->type == REDIS_REPLY_ERROR) throw std::runtime_error(reply->str);
    return reply;
  }

  std::unique_ptr<redisContext, release> context_;
  std::string tenant_;
  std::string queue_ = "parley:replies:" + random_id();
};

}  // namespace

int main(int count, char** words) {
  try {
    actions parley{count > 1 ? words[1] : "127.0.0.1", count > 2 ? std::atoi(words[2]) : 6379,
                   "default"};
    const auto session = "ride-" + random_id();
    const auto named = R"({"session_id":")" + session + "\"";
    std::cout << parley.call("conversation.save_message",
                             named + R"(,"role":"user","content":"Which platform?",)"
                                     R"("create_if_missing":true})")
              << '\n';
    const auto history = parley.call("conversation.get_history", named + "}");
    std::cout << history << '\n';
    return history.find("Which platform?") == std::string::npos ? 1 : 0;
  } catch (const std::exception& e) {
    std::cerr << e.what() << '\n';
    return 1;
  }
}
