#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "parley/base/boxed.hpp"
#include "parley/domain/change.hpp"
#include "parley/domain/decode.hpp"
#include "parley/domain/message.hpp"
#include "parley/domain/session.hpp"
#include "parley/storage/submission.hpp"

namespace parley::protocol {

/// Creates a session, or finds it created equal.
struct create_command {
  domain::session_request request;
  /// Import: the record to be stored as it is (its tenant is the caller's); `request` is not read.
  base::boxed<domain::session> restored;
  std::optional<storage::idempotency> once;
};

struct create_reply {
  domain::session_view session;
  bool existed = false;
};

/// Appends messages, all or none.
struct append_command {
  std::vector<domain::message> messages;
  std::optional<std::int64_t> if_last_seq;
  std::optional<storage::idempotency> once;
  /// Import: messages go in as they are, also into a closed session.
  bool restoring = false;
};

/// What is known of an appended message: enough for the answer, without its text.
struct receipt {
  std::int64_t seq = 0;
  std::string message_id;
  std::optional<std::string> sender_id;
  std::string role;
  domain::message_status status = domain::message_status::complete;
  base::timestamp timestamp{};
  bool known = false;  ///< it was there before; everything here is from then
  friend bool operator==(const receipt&, const receipt&) = default;
};

struct append_reply {
  std::vector<receipt> receipts;
  bool all_known = false;  ///< nothing was written by this request's first answer
  bool replayed = false;  ///< answered from an earlier use of the Idempotency-Key
};

/// Changes the record.
struct change_command {
  domain::record_change change;
  std::optional<std::int64_t> if_revision;
  std::optional<storage::idempotency> once;
};

struct change_reply {
  domain::session_view session;
  bool changed = false;  ///< false: it was so already
  bool replayed = false;
};

/// A page of history, ascending, and the head that it was read under.
struct message_page {
  std::vector<domain::message> items;
  std::int64_t last_seq = 0;
};

/// What activation reads in one step. No session: there is none of that name.
struct activation {
  std::optional<domain::session> record;
  std::int64_t key = 0;
  std::int64_t log = 0;
  domain::head head;
  std::vector<domain::message> tail;
};

/// What an Idempotency-Key did; `found` false: nothing yet.
struct replay {
  bool found = false;
  base::digest body_digest{};
  std::vector<receipt> receipts;  ///< of an append
  bool all_known = false;
  std::optional<domain::session_view> session;  ///< of a creation or change
};

/// A commit's outcome together with the submission that was sent, so that the session needs no
/// second copy of its messages while it waits.
struct commit_reply {
  storage::outcome outcome;
  storage::submission sent;
};

/// An answer that says no more than that it is done.
struct done {};

/// What the supervisor knows of its node.
struct supervisor_status {
  std::uint64_t live = 0;
  std::uint64_t held = 0;
};

}  // namespace parley::protocol
