#pragma once

#include <functional>
#include <optional>
#include <string>

#include "frontends/http/api/call.hpp"
#include "parley/domain/message.hpp"

namespace parley::frontends::http::api::openai {

/// A message that has, or before it was erased had, the item that was asked for.
struct found_item {
  domain::message message;
  std::size_t part = 0;  ///< 0 when the message is erased
};

using find_then = std::function<void(const call_ptr&, found_item)>;

/// Finds what an item id means in the conversation of the path. `missing` is answered when there
/// is no such item; a missing conversation, and any other failure, is answered as itself.
void find_item(const call_ptr& c, const std::string& id, base::status missing, find_then then);

}  // namespace parley::frontends::http::api::openai
