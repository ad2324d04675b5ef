#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "parley/domain/participant.hpp"

namespace parley::domain {

/// 1 to 128 characters of `A-Z a-z 0-9 . _ : ~ -`.
bool is_id(std::string_view text);

/// The same alphabet, 1 to 64.
bool is_role(std::string_view text);

/// The label of a session (SPEC 2): the id alone, or with the role of the first agent (`unknown`
/// when it has none), or those of the first two agents.
std::string session_key(session_type type, std::string_view session_id,
                        const std::vector<participant>& participants);

/// Whether a key string looks like one of `type_name`. A pure function on strings: a label, never
/// what isolation rests on. False for an unknown type.
bool matches_key_pattern(std::string_view session_key, std::string_view type_name);

/// Whether those present (no left_at) are what the type demands.
bool satisfies(session_type type, const std::vector<participant>& participants);

/// The first one present of that type (and role, when given); nullptr when there is none.
const participant* find_participant(const std::vector<participant>& participants,
                                    participant_type type, const std::string* role = nullptr);

}  // namespace parley::domain
