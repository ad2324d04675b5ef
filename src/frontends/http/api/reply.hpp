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

/// The members of a problem that stand in a list of results: code, detail and field.
domain::json encode_error(const base::status& why);

/// The answer to an append: `{seq, message_id, sender_id, role, status, timestamp}`.
domain::json encode(const protocol::receipt& r);

/// JSON text. Bytes that are no UTF-8 are replaced: an answer must not fail on what it quotes.
std::string to_body(const domain::json& value);

inline constexpr std::string_view json_type = "application/json";
inline constexpr std::string_view lines_type = "application/x-ndjson";

}  // namespace parley::frontends::http::api
