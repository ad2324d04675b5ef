#pragma once

#include <string>
#include <vector>

#include "parley/base/limits.hpp"
#include "parley/base/status.hpp"
#include "parley/domain/json.hpp"
#include "parley/domain/message.hpp"

namespace parley::frontends::http::api::openai {

/// The message that keeps a client's item, with its id when that can stay (see item_ids.hpp).
/// Messages, calls and their outputs fill the fields that they have in a message; what these do
/// not say is kept as the original beside them, every other type as it is. A text becomes a list of
/// one part, a missing type `message`, a missing status of a message, function call or its output
/// `completed`; items_of gives back just that. `field` names the item in errors: "items[2]".
base::result<domain::message> read_item(const domain::json& item, const std::string& field,
                                        const base::limits& limits);

/// 1 to limits.batch_messages items, or none where `may_be_empty`; no two of one id.
base::result<std::vector<domain::message>> read_items(const domain::json& items, bool may_be_empty,
                                                      const base::limits& limits);

}  // namespace parley::frontends::http::api::openai
