#include "frontends/actions/ledger.hpp"

#include "redis/failure.hpp"

namespace parley::tests {

namespace {

using clock = std::chrono::steady_clock;

}  // namespace

action_ledger::action_ledger(std::string uri, std::uint64_t seed, int sessions)
    : uri_(std::move(uri)),
      prefix_("l" + std::to_string(seed)),
      random_(seed),
      sessions_(sessions) {}

action_client& action_ledger::client() {
  while (!client_) {
    try {
      client_.emplace(uri_, prefix_);
    } catch (const redis::failure&) {
      client_.reset();
    }
  }
  return *client_;
}

void action_ledger::send(int count, const std::string& priority) {
  for (int i = 0; i < count; ++i) {
    const auto session =
        prefix_ + "-" + std::to_string(random_() % static_cast<unsigned>(sessions_));
    const auto id = prefix_ + "-" + std::to_string(++number_);
    const json envelope{{"action_id", id},
                        {"action_type", "conversation.save_message"},
                        {"tenant_id", "acme"},
                        {"callback_queue_name", "replies:" + prefix_},
                        {"data",
                         {{"session_id", session},
                          {"role", "user"},
                          {"content", std::to_string(number_)},
                          {"create_if_missing", true}}}};
    sent_[id] = {session, number_};
    waiting_.insert(id);
    const int times = random_() % 16 == 0 ? 2 : 1;
    for (int k = 0; k < times;) {
      try {
        ++entries_;
        client().send(envelope, priority);
        ++k;
      } catch (const redis::failure&) {
        client_.reset();
      }
    }
  }
}

bool action_ledger::collect(std::chrono::seconds within) {
  const auto until = clock::now() + within;
  while (!waiting_.empty() && clock::now() < until) {
    try {
      if (const auto reply = client().receive(std::chrono::milliseconds{200})) take(*reply);
    } catch (const redis::failure&) {
      client_.reset();
    }
  }
  return waiting_.empty();
}

void action_ledger::take(const json& reply) {
  ++replies_;
  const auto id = reply["action_id"].get<std::string>();
  waiting_.erase(id);
  if (reply["ok"] != true) {
    mistakes_.push_back("refused: " + reply.dump());
    return;
  }
  const auto seq = reply["result"]["seq"].get<std::int64_t>();
  const auto [at, fresh] = answered_.emplace(id, seq);
  if (!fresh && at->second != seq) mistakes_.push_back("two answers to " + id);
}

std::vector<std::string> action_ledger::mistakes() {
  while (const auto reply = client().receive(std::chrono::milliseconds{300})) take(*reply);
  auto found = mistakes_;
  if (replies_ > entries_) found.push_back("more replies than entries");
  action_client reader{uri_, prefix_ + "-reader"};
  std::map<std::string, int> seen;
  for (int i = 0; i < sessions_; ++i) {
    const auto session = prefix_ + "-" + std::to_string(i);
    int last = 0;
    for (std::int64_t after = 0;;) {
      const auto page =
          reader.call("conversation.get_history",
                      {{"session_id", session}, {"after_seq", after}, {"limit", 1000}});
      if (page.is_null() || page["ok"] != true) break;
      for (const auto& m : page["result"]["items"]) {
        const auto number = std::stoi(m["content"].get<std::string>());
        const auto id = prefix_ + "-" + std::to_string(number);
        after = m["seq"].get<std::int64_t>();
        if (++seen[id] > 1) found.push_back("twice: " + id);
        if (number < last) found.push_back("out of order in " + session + ": " + id);
        last = number;
        if (answered_.contains(id) && answered_[id] != after)
          found.push_back("another seq than was answered: " + id);
        if (!sent_.contains(id) || sent_[id].session != session)
          found.push_back("from nowhere: " + id);
      }
      if (page["result"]["next"].is_null()) break;
    }
  }
  for (const auto& [id, what] : sent_)
    if (!waiting_.contains(id) && seen[id] != 1) found.push_back("lost: " + id);
  return found;
}

}  // namespace parley::tests
