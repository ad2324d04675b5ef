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
  live_node(const std::string& uri, std::size_t sessions) : live_node(settings_of(uri), {}) {
    caf::scoped_actor self{node_->system()};
    for (std::size_t i = 0; i < sessions; ++i) create(self, i);
  }

  explicit live_node(const config::settings& settings, const runtime::overrides& replaced)
      : node_(runtime::node::start(settings, replaced).value()) {}

  static config::settings settings_of(const std::string& uri) {
    config::settings settings;
    settings.store.uri = uri;
    settings.session.idle_s = settings.session.cool_s = 3600;
    // What summaries cost is measured by itself.
    settings.summarizer.automatic = "off";
    return settings;
  }

  void create(caf::scoped_actor& self, std::size_t i) {
    self->request(node_->supervisor(), caf::infinite, protocol::create_atom_v, who(), creation(i))
        .receive([](const protocol::create_reply&) {}, failed);
  }

  /// `count` messages in one batch; returns when they are durable.
  void append(caf::scoped_actor& self, std::size_t session, std::size_t count) {
    self->request(node_->supervisor(), caf::infinite, protocol::append_atom_v, who(), ref(session),
                  messages(count))
        .receive([](const protocol::append_reply&) {}, failed);
  }

  /// Sessions `first` and so on with so many messages each, 512 under way at a time.
  void fill(std::size_t first, std::size_t sessions, std::size_t count) {
    each(first, sessions, [=, to = node_->supervisor()](auto* self, std::size_t i, auto next) {
      self->request(to, caf::infinite, protocol::create_atom_v, who(), creation(i))
          .then(
              [=](const protocol::create_reply&) {
                self->request(to, caf::infinite, protocol::append_atom_v, who(), ref(i),
                              messages(count))
                    .then([=](const protocol::append_reply&) { next(); }, failed);
              },
              failed);
    });
  }

  /// Reads the records of sessions `first` and so on, likewise.
  void read(std::size_t first, std::size_t sessions) {
    each(first, sessions, [to = node_->supervisor()](auto* self, std::size_t i, auto next) {
      self->request(to, caf::infinite, protocol::get_atom_v, who(), ref(i))
          .then([=](const domain::session_view&) { next(); }, failed);
    });
  }

  static protocol::create_command creation(std::size_t i) {
    protocol::create_command command;
    command.request.session_id = name(i);
    command.request.participants = domain::implied_participants();
    return command;
  }

  static protocol::append_command messages(std::size_t count) {
    protocol::append_command command;
    for (std::size_t i = 0; i < count; ++i) {
      command.messages.push_back(make_message(i));
      command.messages.back().body_digest = domain::body_digest(command.messages.back());
    }
    return command;
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
  /// `step(actor, i, next)` for each, 512 under way at a time; each calls `next` when it is done.
  template <class Step>
  void each(std::size_t first, std::size_t count, Step step) {
    std::promise<void> finished;
    auto client = node_->system().spawn([&, step](caf::event_based_actor* self) -> caf::behavior {
      auto at = std::make_shared<std::size_t>(0);
      auto left = std::make_shared<std::size_t>(count);
      auto run = std::make_shared<std::function<void()>>();
      *run = [=, weak = std::weak_ptr{run}, &finished] {
        if (*at == count) return;
        step(self, first + (*at)++, [=, again = weak.lock(), &finished] {
          if (--*left == 0) return finished.set_value();
          (*again)();
        });
      };
      for (std::size_t i = 0; i < std::min<std::size_t>(512, count); ++i) (*run)();
      return {[](const std::string&) {}};
    });
    finished.get_future().wait();
    caf::anon_send_exit(client, caf::exit_reason::user_shutdown);
  }

  std::unique_ptr<runtime::node> node_;
};

/// Keeps `in_flight` appends under way, spread over the sessions, until `rows` are durable.
struct driver_state {
  std::size_t sessions = 0;
  std::uint64_t sent = 0;
  std::uint64_t done = 0;
  std::uint64_t rows = 0;
  protocol::supervisor_actor to;
  std::promise<void>* finished = nullptr;
};

inline void send_next(caf::stateful_actor<driver_state>* self, std::size_t caller) {
  protocol::append_command command;
  command.messages.push_back(make_message(self->state.sent++));
  command.messages.back().body_digest = domain::body_digest(command.messages.back());
  self->request(self->state.to, caf::infinite, protocol::append_atom_v, live_node::who(),
                storage::session_ref{"default", live_node::name(caller % self->state.sessions)}, std::move(command))
      .then(
          [self, caller](const protocol::append_reply&) {
            auto& s = self->state;
            if (++s.done == s.rows) s.finished->set_value();
            if (s.sent < s.rows) send_next(self, caller);
          },
          live_node::failed);
}

inline caf::behavior driver(caf::stateful_actor<driver_state>* self, protocol::supervisor_actor to,
                            std::size_t in_flight, std::size_t sessions, std::uint64_t rows,
                            std::promise<void>* finished) {
  self->state.sessions = sessions;
  self->state.to = std::move(to);
  self->state.rows = rows;
  self->state.finished = finished;
  for (std::size_t i = 0; i < in_flight; ++i) send_next(self, i);
  return {[](const std::string&) {}};
}

/// Rows per second through supervisor, session and writer; 0 sessions: one for each in flight.
inline double live_appends(const std::string& uri, std::size_t in_flight, std::uint64_t rows,
                           std::size_t sessions = 0) {
  if (sessions == 0) sessions = in_flight;
  live_node node{uri, sessions};
  std::promise<void> finished;
  const auto start = steady::now();
  auto client =
      node.node().system().spawn(driver, node.node().supervisor(), in_flight, sessions, rows,
                                 &finished);
  finished.get_future().wait();
  const auto rate = static_cast<double>(rows) / seconds_since(start);
  caf::anon_send_exit(client, caf::exit_reason::user_shutdown);
  return rate;
}

}  // namespace parley::benchmarks
