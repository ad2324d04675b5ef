#pragma once

#include <vector>

#include "parley/domain/json.hpp"
#include "parley/domain/message.hpp"

namespace parley::frontends::http::api::openai {

/// The items that a message is shown as, with their ids. One that came as an item is that item;
/// what was said in another way is told by its fields: what a message says comes first, then each
/// of its tool calls. None when it is erased, else at least one.
std::vector<domain::json> items_of(const domain::message& m);

}  // namespace parley::frontends::http::api::openai
