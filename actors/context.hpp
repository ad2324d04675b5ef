#pragma once

#include <memory>

#include "actors/environment.hpp"
#include "actors/reply.hpp"
#include "parley/context/view_builder.hpp"
#include "parley/protocol/interfaces.hpp"

namespace parley::actors {

/// Builds the messages of model calls: reads pages of the history, newest first, counts them and
/// stops when the budget is full. The session is not asked and not woken: what is acknowledged is
/// in the store, and the store is read.
struct context_state {
  static inline const char* name = "parley.context";
  using actor = protocol::context_actor;

  explicit context_state(actor::stateful_pointer<context_state> ptr) : self(ptr) {}

  /// One that is being built.
  struct run {
    protocol::caller who;
    std::int64_t log = 0;
    std::int64_t last_seq = 0;
    std::shared_ptr<const context::counter> counter;  ///< outlives the view
    std::optional<context::view_builder> view;
    read_reply<context::context_view> to;
    std::chrono::microseconds since{0};
  };
  using run_ptr = std::shared_ptr<run>;

  actor::stateful_pointer<context_state> self;
  environment_ptr env;
  protocol::reader_actor reader;

  void build(const protocol::caller& who, const storage::session_ref& ref,
             protocol::context_command command, read_reply<context::context_view> to);
  void begin(const run_ptr& r, protocol::context_command command, protocol::window_facts facts);
  void go_on(const run_ptr& r);
  std::shared_ptr<const context::counter> counter_for(const std::string& model) const;
};

protocol::context_actor::behavior_type context_builder(
    protocol::context_actor::stateful_pointer<context_state> self, environment_ptr env,
    protocol::reader_actor reader);

}  // namespace parley::actors
