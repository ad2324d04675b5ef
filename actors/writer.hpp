#pragma once

#include <caf/stateful_actor.hpp>
#include <memory>
#include <vector>

#include "actors/environment.hpp"
#include "actors/reply.hpp"
#include "parley/protocol/interfaces.hpp"
#include "parley/storage/log.hpp"

namespace parley::actors {

/// Group commit: while one commit runs, the next group collects in the mailbox. No timer: the first
/// submission of a group sends `flush` behind whatever has arrived already.
struct writer_state {
  static inline const char* name = "parley.writer";

  environment_ptr env;
  std::unique_ptr<storage::log_writer> log;
  std::vector<storage::submission> group;
  std::vector<reply<protocol::commit_reply>> callers;
  std::size_t group_bytes = 0;

  void commit();
};

/// `log` is moved from; it lives and dies on the writer's thread.
protocol::writer_actor::behavior_type writer(
    protocol::writer_actor::stateful_pointer<writer_state> self, environment_ptr env,
    std::shared_ptr<std::unique_ptr<storage::log_writer>> log);

}  // namespace parley::actors
