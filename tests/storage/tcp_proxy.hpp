#pragma once

#include <atomic>
#include <map>
#include <mutex>
#include <string>
#include <thread>

namespace parley::tests {

/// Between a client and a server of this machine: forwards what they say, until the test wants
/// something else. Its methods are called from any thread and hold for what comes after them.
class tcp_proxy {
 public:
  explicit tcp_proxy(int server_port);
  ~tcp_proxy();
  tcp_proxy(const tcp_proxy&) = delete;
  tcp_proxy& operator=(const tcp_proxy&) = delete;

  int port() const { return port_; }

  /// Resets every connection; new ones are taken.
  void cut();

  /// Connections stay and nothing goes through any more, as in a network that loses every packet.
  void stall(bool on);

  /// New connections are reset at once.
  void refuse(bool on);

  /// Of the connection on which a client says this next: the server gets it, its answer is thrown
  /// away, and when the answer has come the connection is reset. Once.
  void lose_answer_to(const std::string& words);
  /// Whether that has happened since.
  bool has_lost_answer() const { return lost_; }

  /// Connections so far.
  int connections() const { return accepted_; }

 private:
  struct line {
    int server = -1;
    bool losing = false;
  };
  using lines = std::map<int, line>;  ///< by the client's socket

  void run();
  void accept();
  void pass(lines::iterator at, bool from_client);
  void reset(lines::iterator at);
  void wake();

  int server_port_;
  int listener_ = -1;
  int port_ = 0;
  int wake_ = -1;
  std::atomic<bool> ended_ = false;
  std::atomic<bool> cut_ = false;
  std::atomic<bool> stalled_ = false;
  std::atomic<bool> refuses_ = false;
  std::atomic<bool> lost_ = false;
  std::atomic<int> accepted_ = 0;
  std::mutex mutex_;
  std::string words_;  ///< whose answer is lost; guarded by the mutex
  lines lines_;        ///< of the thread
  std::thread thread_;
};

}  // namespace parley::tests
