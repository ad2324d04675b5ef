#pragma once

#include <memory>
#include <vector>

#include "actors/bounded.hpp"
#include "actors/environment.hpp"
#include "actors/reply.hpp"
#include "parley/protocol/interfaces.hpp"
#include "parley/storage/log.hpp"

namespace parley::actors {

/// Group commit: while one commit runs, the next group collects in the mailbox. No timer: the first
/// submission of a group sends `flush` behind whatever has arrived already.
struct writer_state {
  static inline const char* name = "parley.writer";
  using gate_type = tenant_share;
  static constexpr const char* full = "Too much waits to be written; try again.";

  /// Of the submission that a request carries: it counts until it is committed.
  static std::int64_t weight(const caf::type_erased_tuple& content);

  environment_ptr env;
  std::unique_ptr<storage::log_writer> log;
  std::vector<storage::submission> group;
  std::vector<reply<protocol::commit_reply>> callers;
  protocol::courier_actor courier;  ///< none before it says so
  protocol::indexer_actor indexer;  ///< likewise
  std::vector<std::pair<std::string, std::int64_t>> weights;  ///< of each, with its caller's tenant
  gate_type* gate = nullptr;
  bool index_due = true;      ///< there may be more than the indexer knows
  bool index_asked = false;   ///< it works on what it was told of

  void tell_indexer(protocol::writer_actor::stateful_pointer<writer_state> self);

  void commit(protocol::writer_actor::stateful_pointer<writer_state> self);
};

using writer_pointer = bounded_actor<writer_state, protocol::writer_actor>*;

/// `log` is moved from; it lives and dies on the writer's thread.
protocol::writer_actor::behavior_type writer(
    writer_pointer self, environment_ptr env,
    std::shared_ptr<std::unique_ptr<storage::log_writer>> log);

}  // namespace parley::actors
