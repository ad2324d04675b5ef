#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "parley/storage/store.hpp"
#include "parley/testing/fake_clock.hpp"
#include "parley/testing/seeded_entropy.hpp"
#include "storage/tcp_proxy.hpp"

namespace parley::tests {

/// A store with one session `t/a`, behind a proxy to its server, whose client appends numbered
/// messages until each is acknowledged, as a session would: what was refused is repeated with the
/// same id, what nobody knows is looked up first.
class fault_world {
 public:
  /// `port` is what the proxy is before; `direct_uri` and `uri_at` name the same store, without the
  /// proxy and by its port.
  fault_world(int port, std::string direct_uri, const std::function<std::string(int port)>& uri_at);

  /// Appends the next message; nothing, or why it could not be acknowledged after many attempts.
  std::string append();
  /// The same, one attempt; what became of it.
  storage::outcome attempt();

  /// The server is asked without the proxy: is every acknowledged message there, once and in order?
  /// Nothing, or what is wrong.
  std::string verdict();

  /// The writer is made anew: it owns the store then.
  base::result<void> reopen_writer();

  testing::fake_clock clock;
  testing::seeded_entropy entropy{7};
  tcp_proxy proxy;
  std::unique_ptr<storage::store> store;
  std::unique_ptr<storage::log_writer> writer;
  storage::read_access read;
  int acknowledged = 0;
  int unknown = 0;  ///< outcomes
  int refused = 0;

 private:
  void look_up();

  std::string direct_uri_;
  storage::submission next_;
};

}  // namespace parley::tests
