#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "parley/base/digest.hpp"
#include "parley/base/time.hpp"
#include "parley/domain/json.hpp"
#include "parley/domain/names.hpp"

namespace parley::domain {

/// One entry of a session's history. Before the store has ordered it, `seq` is 0 and
/// `message_id` may be empty: then the store makes one of the seq and `id_suffix`.
struct message {
  std::int64_t seq = 0;
  std::string message_id;                 ///< 1 to 256 visible ASCII without '/', not digits only
  std::string id_suffix;                  ///< only on the way to the store, see message_id.hpp
  std::optional<std::string> sender_id;
  std::string role;
  std::optional<std::string> content;     ///< null is not the empty text
  json_text tool_calls;                   ///< list of {id, type, function: {name, arguments}}
  std::optional<std::string> tool_call_id;
  std::optional<std::string> name;
  base::timestamp timestamp{};            ///< the client's, else that of reception
  message_status status = message_status::complete;
  json_text metadata;                     ///< object
  json_text item;                         ///< original object of a foreign format, given back as it was
  base::timestamp received_at{};          ///< the server's
  base::digest body_digest{};             ///< of what the client sent, see body_digest()
  json_text extra;                        ///< unknown fields of imported records

  /// About what it costs in memory and in a queue.
  std::size_t bytes() const;
  friend bool operator==(const message&, const message&) = default;
};

/// What is left of a message that is erased: its place, its time, who said it in which role.
message blanked(message m);

/// The digest that decides "same body": of role, content, tool_calls, tool_call_id, name and
/// metadata as canonical JSON. Absent and null, and absent and empty metadata, are the same.
base::digest body_digest(const message& m);

}  // namespace parley::domain
