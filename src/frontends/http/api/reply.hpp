#pragma once

#include <cstdint>
#include <string>

#include "frontends/http/transport/exchange.hpp"
#include "parley/base/status.hpp"
#include "parley/domain/json.hpp"
#include "parley/domain/session.hpp"
#include "parley/protocol/commands.hpp"

namespace parley::frontends::http::api {

struct call;

// How a call is answered. The second answer of a call is ignored.

void send(call& c, int status, const domain::json& body, transport::header_list headers = {});

/// With the header that says that this was answered before, when it was.
transport::header_list marked(bool replayed, transport::header_list headers = {});

/// A session's record, with its revision as ETag.
void send_record(call& c, int status, const domain::session_view& view, bool replayed = false,
                 transport::header_list headers = {});

/// The problem document of `why`; Retry-After where the client should wait.
void fail(call& c, base::status why);

inline constexpr std::string_view json_type = "application/json";
inline constexpr std::string_view lines_type = "application/x-ndjson";
inline constexpr std::string_view events_type = "text/event-stream";
inline constexpr std::string_view metrics_type = "text/plain; version=0.0.4; charset=utf-8";

}  // namespace parley::frontends::http::api
