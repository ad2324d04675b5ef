#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "parley/base/limits.hpp"
#include "parley/base/status.hpp"
#include "parley/domain/json.hpp"

namespace parley::domain {

/// What a text must be: a test, and the words for it after "must be".
struct text_rule {
  bool (*holds)(std::string_view);
  std::string_view allowed;
};

extern const text_rule id_rule;            ///< 1 to 128 of the id alphabet
extern const text_rule role_rule;          ///< 1 to 64 of the id alphabet
extern const text_rule name_rule;          ///< 1 to 256 characters, no control characters
extern const text_rule message_id_rule;    ///< 1 to 256 visible ASCII without '/', not digits only
extern const text_rule message_role_rule;  ///< system, user, ..., PARTICIPANT-TYPE_ROLE
extern const text_rule non_empty_rule;
extern const text_rule any_rule;

/// "FIELD must be ALLOWED."
base::status broken(std::string field, std::string_view allowed);

/// "FIELD may have up to MAX UNIT."
base::status over_limit(std::string field, std::int64_t max, std::string_view unit);

/// True for names that only the server gives in metadata.
bool is_reserved(std::string_view metadata_key);

/// An object whose keys are metadata keys and whose JSON is not above the limit.
base::result<void> check_metadata(const json& value, const std::string& field,
                                  const base::limits& limits);

inline json or_null(const std::optional<std::string>& v) { return v ? json(*v) : json(nullptr); }

}  // namespace parley::domain
