#pragma once

#include <string>
#include <vector>

#include "parley/base/limits.hpp"
#include "parley/base/status.hpp"
#include "parley/domain/json.hpp"
#include "parley/domain/message.hpp"
#include "parley/domain/session.hpp"

namespace parley::frontends::http::api::openai {

/// `{id, object, created_at, metadata}`: a session as a conversation of this API; created_at in
/// whole seconds.
domain::json encode_conversation(const domain::session_view& view);

/// The session that a new conversation is, and what it begins with.
struct new_conversation {
  domain::json metadata = domain::json::object();
  std::vector<domain::message> messages;
};

/// `{items?, metadata?}`.
base::result<new_conversation> read_creation(const domain::json& body, const base::limits& limits);

/// `{metadata}`: what the metadata is to be.
base::result<domain::json> read_update(const domain::json& body);

/// `{items}`.
base::result<std::vector<domain::message>> read_addition(const domain::json& body,
                                                         const base::limits& limits);

/// The merge patch that makes the one metadata the other.
domain::json patch_between(const domain::json& now, const domain::json& wanted);

}  // namespace parley::frontends::http::api::openai
