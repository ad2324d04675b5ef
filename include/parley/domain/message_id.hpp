#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace parley::domain {

/// A generated message id carries its seq, so that it is found without an index:
/// `m<seq>-<suffix>`, the suffix of base::make_suffix.
std::string make_message_id(std::int64_t seq, std::string_view suffix);

/// The seq in an id of that form; nullopt for any other id.
std::optional<std::int64_t> seq_of_message_id(std::string_view id);

}  // namespace parley::domain
