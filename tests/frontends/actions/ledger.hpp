#pragma once

#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "frontends/actions/action_client.hpp"

namespace parley::tests {

/// Sends numbered messages to sessions and holds replies and histories against what was sent: a
/// reply to each, nothing lost, nothing twice, in each session the order of each stream.
class action_ledger {
 public:
  action_ledger(std::string uri, std::uint64_t seed, int sessions);

  /// Sends that many messages, to random sessions; some of them twice, as a service does that
  /// waited too long. Goes on over lost connections, as services do.
  void send(int count, const std::string& priority = "normal");

  /// Takes replies until every message has one; false: one did not come in time.
  bool collect(std::chrono::seconds within);

  /// What is wrong; empty: nothing.
  std::vector<std::string> mistakes();

  int replies() const { return replies_; }
  int entries() const { return entries_; }
  std::size_t unanswered() const { return waiting_.size(); }

 private:
  struct sent {
    std::string session;
    int number;
  };

  action_client& client();
  void take(const json& reply);

  std::string uri_;
  std::string prefix_;
  std::optional<action_client> client_;
  std::mt19937_64 random_;
  int sessions_;
  int number_ = 0;
  int replies_ = 0;
  int entries_ = 0;                               ///< that were sent, perhaps
  std::set<std::string> waiting_;                 ///< action ids
  std::map<std::string, sent> sent_;              ///< by action id
  std::map<std::string, std::int64_t> answered_;  ///< seq by action id
  std::vector<std::string> mistakes_;
};

}  // namespace parley::tests
