#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "parley/domain/session.hpp"
#include "parley/domain/tree.hpp"
#include "parley/storage/jobs.hpp"

namespace parley::protocol {

/// What the store has of a session, without its history.
struct session_facts {
  std::optional<domain::session_view> session;
  std::optional<domain::erasure> erased;
  friend bool operator==(const session_facts&, const session_facts&) = default;
};

/// How much of a subtree is wanted.
struct tree_request {
  std::int64_t depth_max = 0;  ///< levels below the session
  std::int64_t nodes_max = 0;  ///< the session included
  /// Only what this has something to do at, and the session itself.
  std::optional<domain::tree_operation> due;
  friend bool operator==(const tree_request&, const tree_request&) = default;
};

/// A subtree: each session before those below it, children by creation.
struct session_tree {
  std::vector<domain::session_view> nodes;
  std::vector<std::int64_t> above;  ///< place of the nearest one above it in `nodes`; -1: the first
  bool truncated = false;  ///< there is more than nodes_max
  friend bool operator==(const session_tree&, const session_tree&) = default;
};

/// From the courier: everything below is done, now do it to the session itself.
struct settle_command {
  domain::tree_operation operation = domain::tree_operation::close;
  std::string reason;
  std::string part_of;  ///< of an erasing: the session that it began at; empty: that is this one
  friend bool operator==(const settle_command&, const settle_command&) = default;
};

/// Erases a session with all below it.
struct erase_command {
  std::optional<std::int64_t> if_revision;
  std::string part_of{};  ///< INTERNAL: of a person, see storage::erase_order
  /// INTERNAL: conflict when something happened in the session after it.
  std::optional<base::timestamp> idle_since{};
  friend bool operator==(const erase_command&, const erase_command&) = default;
};

/// What is done about a dead letter.
struct letter_command {
  std::int64_t id = 0;
  bool requeue = false;  ///< it waits again; else it is removed
  friend bool operator==(const letter_command&, const letter_command&) = default;
};

/// Dead letters, newest first; `next` is what to ask below, absent at the end.
struct letter_page {
  std::vector<storage::job> items;
  std::optional<std::int64_t> next;
  friend bool operator==(const letter_page&, const letter_page&) = default;
};

}  // namespace parley::protocol
