#pragma once

#include <caf/actor_system.hpp>
#include <string>
#include <variant>

#include "parley/base/status.hpp"
#include "parley/protocol/commands.hpp"

namespace parley::actors {

/// The `field` of the failure that says that a request was set aside.
inline constexpr const char* letter_field = "dead_letter";

template <class T>
constexpr bool is_command =
    std::is_same_v<T, protocol::create_command> || std::is_same_v<T, protocol::append_command> ||
    std::is_same_v<T, protocol::change_command> || std::is_same_v<T, protocol::turn_command>;

/// What a dead letter of kind `poison` carries: JSON with `operation` (create, append, change or
/// turn) and `request` for people, and `exact`, the whole command for a retry, written by
/// `version`.
std::string poison_payload(caf::actor_system& system, const protocol::create_command& command);
std::string poison_payload(caf::actor_system& system, const protocol::append_command& command);
std::string poison_payload(caf::actor_system& system, const protocol::change_command& command);
std::string poison_payload(caf::actor_system& system, const protocol::turn_command& command);

using any_command = std::variant<protocol::create_command, protocol::append_command,
                                 protocol::change_command, protocol::turn_command>;

/// The command of a payload; conflict when another version of parley wrote it, internal when it is
/// damaged.
base::result<any_command> read_poison(caf::actor_system& system, const std::string& payload);

}  // namespace parley::actors
