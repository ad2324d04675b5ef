#pragma once

#include <optional>
#include <string>

#include "parley/base/limits.hpp"
#include "parley/base/status.hpp"
#include "parley/domain/decode.hpp"
#include "parley/domain/session.hpp"

namespace parley::domain {

/// The two participants of a session that was created without any: user `user` and agent
/// `assistant` (role `assistant`), both with metadata `implied: true`.
std::vector<participant> implied_participants();

/// What a child takes from its parent. `closed` parents take no child.
struct parent_facts {
  std::string session_id;
  std::optional<std::string> root_session_id;
  std::int64_t depth = 0;
  std::optional<std::string> user_id;
};

/// The record that a request creates: key derived, tree fields set, revision 1, every participant
/// joined now. `id` is the session's id (given or generated). Fails when the tree would be too deep.
base::result<session> create_session(const session_request& request, const std::string& tenant,
                                     const std::string& id, const std::optional<parent_facts>& parent,
                                     base::timestamp now, const base::limits& limits);

/// Whether a session of that owner continues an earlier one of its conversation: the earlier one has
/// the same owner, or none.
bool continues(const session& earlier, const std::optional<std::string>& user_id);

/// Whether creating `request` again would have made what is stored: compares the normalized
/// request with the one that `stored` was created from (its digest is kept in the record's
/// `extra["_created_from"]`, which is never shown).
bool same_creation(const session_request& request, const session& stored);

}  // namespace parley::domain
