#pragma once

#include <string>

#include "parley/base/status.hpp"
#include "parley/domain/json.hpp"

namespace parley::frontends::http::api::openai {

/// What an item of this type says in the fields of a message, as domain::decode_message reads
/// them. Gives the item the form in which it is shown: a text becomes a list of one part, a missing
/// status `completed`. The item of a type that has no fields here stays as it is.
base::result<domain::json> fields_of(const std::string& type, domain::json& item,
                                     const std::string& field);

}  // namespace parley::frontends::http::api::openai
