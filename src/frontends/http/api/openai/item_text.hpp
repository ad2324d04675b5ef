#pragma once

#include <optional>
#include <string>

#include "parley/domain/json.hpp"

namespace parley::frontends::http::api::openai {

/// What a content says in words: a text as it is, of a list the texts and refusals of its parts,
/// joined. nullopt when there are none.
std::optional<std::string> text_of(const domain::json& content);

/// The content that shows a text in this API: one part, of the kind that the role writes.
domain::json content_of(const std::string& text, const std::string& role);

/// The member when it is a text, else nullptr. `value` must be an object.
const std::string* text_member(const domain::json& value, const char* name);

}  // namespace parley::frontends::http::api::openai
