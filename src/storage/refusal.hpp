#pragma once

#include <cstdint>
#include <string>

#include "parley/base/status.hpp"
#include "parley/storage/submission.hpp"

namespace parley::storage::refusal {

// What the drivers answer when a check fails: one sentence each, the same for every driver.

base::status fence_lost(std::uint64_t given, std::uint64_t current);
base::status session_exists(const session_ref& session);
base::status session_gone(const session_ref& session);
base::status head_moved(std::int64_t expected, std::int64_t last_seq);
base::status revision_moved(std::int64_t expected, std::int64_t revision);
base::status erased(const std::string& session, const std::string& field);
base::status has_descendants(subtree_guard guard);
base::status no_parent(const std::string& parent);
base::status parent_takes_no_child(domain::session_status status);
base::status parent_is_leaving(const std::string& session);
base::status too_many_children(std::int64_t children_max);
base::status last_seq_differs(std::int64_t wanted, std::int64_t last_seq);
base::status other_body(const append_part& part, std::size_t index);
base::status entry_erased(const append_part& part, std::size_t index);
base::status key_reused(const idempotency& once);
base::status no_origin(const fork_point& fork);
base::status fork_beyond(std::int64_t last_seq);
base::status fork_too_deep(std::int64_t segments, std::int64_t most);
base::status on_its_way(const session_ref& session);
base::status parent_elsewhere(const std::string& parent);
base::status not_staged(const session_ref& session);
base::status not_at_rest(const std::string& field, const std::string& why);
base::status too_alike(std::int64_t most);
base::status log_in_use();
base::status no_word();
base::status poison(const std::string& why);

/// Why a record cannot be that of the session: what leads to it never changes. Empty: it can.
std::string misplaced(const session_ref& session, const domain::session& record);
inline constexpr const char* moved_creation = "the creation time of a session never changes";

}  // namespace parley::storage::refusal
