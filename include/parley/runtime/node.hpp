#pragma once

#include <caf/actor_system.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "parley/base/clock.hpp"
#include "parley/base/entropy.hpp"
#include "parley/base/status.hpp"
#include "parley/config/settings.hpp"
#include "parley/models/summarizer.hpp"
#include "parley/protocol/interfaces.hpp"
#include "parley/telemetry/counters.hpp"

namespace parley::runtime {

/// What a host application may put in the place of the machine's own. All must outlive the node.
struct overrides {
  const base::clock* clock = nullptr;
  base::entropy* entropy = nullptr;

  /// Makes the summaries in place of what `summarizer.kind` names; models/host.hpp turns a function
  /// into one. The node lets go of it when it stops.
  std::shared_ptr<models::summarizer> summarizer;

  /// Called at most once, on a thread of the node, when it has given up: sessions failed too often,
  /// or an actor ended that it cannot do without. From then on it answers `unavailable`. Do little
  /// there and let another thread stop the node; a fresh one starts from the store.
  std::function<void(const base::status& why)> failed;
};

/// A running parley in this process: store, actors and, once asked, the HTTP server. Started in
/// numbered stages and stopped in reverse. Its methods are called from one thread; what it hands
/// out is used from any.
///
///     auto node = parley::runtime::node::start(settings);
///     if (!node) return report(node.error());
///     caf::scoped_actor self{(*node)->system()};
///     self->request((*node)->supervisor(), caf::infinite, parley::protocol::get_atom_v, ...)
class node {
 public:
  /// Opens the store, and the archive when `archive.uri` names one, brings moves to an end that a
  /// killed process left half done, and starts the actors. `unavailable` when another process owns
  /// either store. With an archive, rounds of migration begin every `migration.interval_s`; with 0
  /// only when a front end asks for them.
  static base::result<std::unique_ptr<node>> start(const config::settings& settings,
                                                   const overrides& replaced = {});

  /// Stops, if `stop` was not called.
  ~node();
  node(const node&) = delete;
  node& operator=(const node&) = delete;

  caf::actor_system& system();

  /// The address of every session. Stays valid until `stop`; give no copy of it to an actor that
  /// outlives the node.
  const protocol::supervisor_actor& supervisor() const;

  const telemetry::counters& counters() const;

  /// Starts the front ends: the HTTP server on `http.address` and `http.port`, whose port is
  /// returned, and the taking of actions when `actions.redis` names a Redis, which may be away.
  /// invalid_argument when `http.tls_cert` and `http.tls_key` name no certificate with its key, or the
  /// address is none of loopback while there are no API keys.
  base::result<std::uint16_t> serve();

  /// Whether requests over the network need an API key: one was made, or there is an operator.
  bool asks_for_keys() const;

  /// Reads the files again that settings name and that may change while the node runs: the
  /// certificate and its key. Connections that are open go on; what cannot be used is an error, is
  /// logged, and leaves everything as it was.
  base::result<void> reload();

  /// Takes no more requests, lets those that run finish (up to `limits.request_ms`), puts every
  /// session to rest and closes the store. Nothing that was acknowledged is lost either way.
  /// Actors that the host spawned in `system()`, scoped ones too, must have ended before: the actor
  /// system waits for them.
  void stop();

  class impl;
  impl& parts() { return *impl_; }

 private:
  explicit node(std::unique_ptr<impl> parts);
  std::unique_ptr<impl> impl_;
};

}  // namespace parley::runtime
