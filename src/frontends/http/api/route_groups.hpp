#pragma once

#include <string_view>
#include <vector>

#include "frontends/http/api/route.hpp"

namespace parley::frontends::http::api {

// One row a route, a file a group. GET and DELETE take no body; a body that is sent all the same is
// not read.

inline constexpr std::string_view idempotency_header = "Idempotency-Key";
inline constexpr std::string_view condition_header = "If-Match";
inline constexpr std::string_view last_event_header = "Last-Event-ID";

std::vector<route> session_routes();
std::vector<route> message_routes();
std::vector<route> turn_routes();
std::vector<route> branch_routes();
std::vector<route> tree_routes();
std::vector<route> store_routes();
std::vector<route> migration_routes();
std::vector<route> context_routes();
std::vector<route> stream_routes();
std::vector<route> key_routes();
std::vector<route> conversation_routes();  ///< openai/routes_conversations.cpp
std::vector<route> node_routes();

}  // namespace parley::frontends::http::api
