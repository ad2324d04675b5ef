#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "parley/base/digest.hpp"
#include "parley/base/status.hpp"
#include "parley/base/time.hpp"
#include "parley/domain/json.hpp"
#include "parley/domain/session.hpp"

namespace parley::domain {

/// What is done to a whole subtree, children first. The numbers travel: append, never reorder.
enum class tree_operation : std::uint8_t { close, archive, erase };

std::string_view to_string(tree_operation v);
std::optional<tree_operation> parse_tree_operation(std::string_view name);

/// Whether the operation has something to do at the session. One that was archived while it was
/// active is open all the same: a message would make it active again.
bool is_due(tree_operation operation, const session& s);

/// What a session has promised to do to its subtree and itself, as it is stored.
struct cascade {
  tree_operation operation = tree_operation::close;
  std::string reason;
  std::string part_of{};  ///< of an erasing: what it belongs to, see storage::erase_order
  // Of the request that began it, when it had an Idempotency-Key; else empty.
  std::string key{};
  std::string route{};
  base::digest body_digest{};
  friend bool operator==(const cascade&, const cascade&) = default;
};

std::string write_cascade(const cascade& c);
base::result<cascade> read_cascade(std::string_view text);

/// The numbers are stored: append, never reorder.
enum class erased_kind : std::uint8_t { session, message, user };
std::string_view to_string(erased_kind kind);

/// What was erased: a session with all below it, a message (`SESSION/SEQ`) with what answers it, or all
/// of a user. Nothing of it is visible from `invisible_at` on, nothing stored from `purged_at` on; the
/// digest is that of all other fields.
struct erasure {
  std::string receipt_id;
  erased_kind kind = erased_kind::session;
  std::string subject;
  std::int64_t sessions = 0;
  std::int64_t messages = 0;
  std::int64_t summaries = 0;
  std::int64_t tasks = 0;
  std::int64_t forks = 0;  ///< sessions that go on with messages that they share with it
  base::timestamp invisible_at{};
  std::optional<base::timestamp> purged_at;
  friend bool operator==(const erasure&, const erasure&) = default;
};

/// The receipt as it is shown, with its digest.
json encode(const erasure& e);

}  // namespace parley::domain
