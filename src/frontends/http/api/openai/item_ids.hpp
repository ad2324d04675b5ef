#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace parley::frontends::http::api::openai {

// A message that a client named is the item of that id. A generated message id `m12-SUFFIX` is
// shown in the form of this API, `msg_12-SUFFIX`: nothing is stored for it, and it is found like
// any other. A message that is shown as several items has `-1`, `-2`, ... behind the id of all but
// the first.

/// The id of the part of a message, counted from 0; `prefix` is that of the part's type.
std::string item_id(const std::string& message_id, std::string_view prefix, std::size_t part);

/// The ids of the messages that may have this item, the likelier one first; none when no message
/// can.
std::vector<std::string> message_ids_of(const std::string& item_id);

/// Whether an id that a client gives to an item becomes the message's: `PREFIX_` and letters,
/// digits and underscores, at most 256 in all. Any other is replaced by a generated one.
bool is_kept(std::string_view id);

}  // namespace parley::frontends::http::api::openai
