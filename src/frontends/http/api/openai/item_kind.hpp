#pragma once

#include <string_view>

namespace parley::frontends::http::api::openai {

/// How the ids of items of this type begin, without the underscore: `msg` for `message`, `fc` for
/// `function_call`. `item` for types that are not known.
std::string_view id_prefix(std::string_view type);

/// A type whose items ask for something and are answered by another item with the same `call_id`.
bool is_call(std::string_view type);

/// A type whose items answer such a call.
bool is_output(std::string_view type);

}  // namespace parley::frontends::http::api::openai
