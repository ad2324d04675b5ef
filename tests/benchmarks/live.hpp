#pragma once

#include <caf/scoped_actor.hpp>
#include <cstdio>
#include <future>

#include "bench.hpp"
#include "parley/domain/creation.hpp"
#include "parley/protocol/errors.hpp"
#include "parley/runtime/node.hpp"

namespace parley::benchmarks {

/// A node over a fresh store, with sessions `bench-0` ...
class live_node {
 public:
  live_node(const std::string& uri, std::size_t sessions) {
    config::settings settings;
    settings.store.uri = uri;
    settings.session.idle_s = 3600;
    node_ = runtime::node::start(settings).value();
    caf::scoped_actor self{node_->system()};
    for (std::size_t i = 0; i < sessions; ++i) create(self, i);
  }

  void create(caf::scoped_actor& self, std::size_t i) {
    protocol::create_command command;
    command.request.session_id = name(i);
    command.request.participants = domain::implied_participants();
    self->request(node_->supervisor(), caf::infinite, protocol::create_atom_v, who(), command)
        .receive([](const protocol::create_reply&) {}, failed);
  }

  /// `count` messages in one batch; returns when they are durable.
  void append(caf::scoped_actor& self, std::size_t session, std::size_t count) {
    protocol::append_command command;
    for (std::size_t i = 0; i < count; ++i) {
      command.messages.push_back(make_message(i));
      command.messages.back().body_digest = domain::body_digest(command.messages.back());
    }
    self->request(node_->supervisor(), caf::infinite, protocol::append_atom_v, who(), ref(session),
                  std::move(command))
        .receive([](const protocol::append_reply&) {}, failed);
  }

  runtime::node& node() { return *node_; }
  static storage::session_ref ref(std::size_t i) { return {"default", name(i)}; }
  static std::string name(std::size_t i) { return "bench-" + std::to_string(i); }
  static protocol::caller who() { return {"default", {}, {}, {}}; }
  static void failed(const caf::error& e) {
    std::fprintf(stderr, "%s\n", base::to_string(protocol::to_status(e)).c_str());
    std::abort();
  }

 private:
  std::unique_ptr<runtime::node> node_;
};

/// Keeps `in_flight` appends under way, one per session, until `rows` are durable.
struct driver_state {
  std::uint64_t sent = 0;
  std::uint64_t done = 0;
  std::uint64_t rows = 0;
  protocol::supervisor_actor to;
  std::promise<void>* finished = nullptr;
};

inline void send_next(caf::stateful_actor<driver_state>* self, std::size_t session) {
  protocol::append_command command;
  command.messages.push_back(make_message(self->state.sent++));
  command.messages.back().body_digest = domain::body_digest(command.messages.back());
  self->request(self->state.to, caf::infinite, protocol::append_atom_v, live_node::who(),
                storage::session_ref{"default", live_node::name(session)}, std::move(command))
      .then(
          [self, session](const protocol::append_reply&) {
            auto& s = self->state;
            if (++s.done == s.rows) s.finished->set_value();
            if (s.sent < s.rows) send_next(self, session);
          },
          live_node::failed);
}

inline caf::behavior driver(caf::stateful_actor<driver_state>* self, protocol::supervisor_actor to,
                            std::size_t in_flight, std::uint64_t rows,
                            std::promise<void>* finished) {
  self->state.to = std::move(to);
  self->state.rows = rows;
  self->state.finished = finished;
  for (std::size_t i = 0; i < in_flight; ++i) send_next(self, i);
  return {[](const std::string&) {}};
}

/// Rows per second through supervisor, session and writer.
inline double live_appends(const std::string& uri, std::size_t in_flight, std::uint64_t rows) {
  live_node node{uri, in_flight};
  std::promise<void> finished;
  const auto start = steady::now();
  auto client =
      node.node().system().spawn(driver, node.node().supervisor(), in_flight, rows, &finished);
  finished.get_future().wait();
  const auto rate = static_cast<double>(rows) / seconds_since(start);
  caf::anon_send_exit(client, caf::exit_reason::user_shutdown);
  return rate;
}

}  // namespace parley::benchmarks
