#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "parley/base/boxed.hpp"
#include "parley/context/prior.hpp"
#include "parley/domain/agent_message.hpp"
#include "parley/domain/change.hpp"
#include "parley/domain/decode.hpp"
#include "parley/domain/message.hpp"
#include "parley/domain/session.hpp"
#include "parley/domain/turn_desk.hpp"
#include "parley/storage/submission.hpp"

namespace parley::protocol {

/// Creates a session, or finds it created equal.
struct create_command {
  domain::session_request request;
  /// Import: the record to be stored as it is (its tenant is the caller's); `request` is not read.
  base::boxed<domain::session> restored;
  std::optional<storage::idempotency> once;
  std::optional<storage::fork_point> fork{};  ///< a fork: of `request` only the id is read
  friend bool operator==(const create_command&, const create_command&) = default;
};

struct create_reply {
  domain::session_view session;
  bool existed = false;
  bool replayed = false;
  friend bool operator==(const create_reply&, const create_reply&) = default;
};

/// Appends messages, all or none; or notes model calls, then without a message.
struct append_command {
  std::vector<domain::message> messages;
  std::optional<std::int64_t> if_last_seq;
  std::optional<storage::idempotency> once;
  /// What the only message came of: it is refused unless key, sender and recipient fit the session.
  base::boxed<domain::agent_message> addressed;
  /// Import: messages go in as they are, also into a closed session.
  bool restoring = false;
  std::int64_t rounds = 0;  ///< added to the session's round
  /// A child's report: it goes in as it is, whatever the session's status.
  bool reported = false;
  friend bool operator==(const append_command&, const append_command&) = default;
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
  std::int64_t round = 0;  ///< of the session after this request; 0 when messages were replayed
  friend bool operator==(const append_reply&, const append_reply&) = default;
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
  friend bool operator==(const change_reply&, const change_reply&) = default;
};

/// Begins a turn; with `answer`, records it whole.
struct begin_turn {
  domain::message question;
  base::boxed<domain::message> answer;
  domain::when_busy when_busy = domain::when_busy::enqueue;
};

/// Adds chunks `first`, `first + 1`, ... to the answer of a running turn.
struct add_chunks {
  std::string turn_id;
  std::int64_t first = 0;
  std::vector<std::string> texts;
};

/// Completes, cancels or fails a turn.
struct end_turn {
  std::string turn_id;
  domain::turn_ending how;
};

struct turn_command {
  std::variant<begin_turn, add_chunks, end_turn> what;
  std::optional<storage::idempotency> once{};  ///< of begin_turn; the others repeat by themselves
};

struct turn_reply {
  domain::turn_view turn;
  bool known = false;  ///< it was so before this request
  bool replayed = false;
  friend bool operator==(const turn_reply&, const turn_reply&) = default;
};

/// What the store knows of a turn's name.
struct turn_lookup {
  std::optional<domain::turn_view> turn;
  std::optional<base::digest> question_body;  ///< of the message that has the question's id
  friend bool operator==(const turn_lookup&, const turn_lookup&) = default;
};

/// Turns by ordinal; `next` is what to ask after, absent at the end.
struct turn_page {
  std::vector<domain::turn_view> items;
  std::optional<std::int64_t> next;
  friend bool operator==(const turn_page&, const turn_page&) = default;
};

/// Sessions whose turns have not ended; `next` is what to ask after, absent at the end.
struct turn_holders {
  std::vector<storage::session_ref> sessions;
  std::optional<std::int64_t> next;
  friend bool operator==(const turn_holders&, const turn_holders&) = default;
};

/// What a creation depends on that is stored already: the session that it forks, or the one of its
/// conversation that it continues.
struct origin_query {
  storage::session_ref session;  ///< the new one
  std::optional<storage::fork_point> fork;
  std::string conversation_id;
  std::optional<std::string> user_id;
  friend bool operator==(const origin_query&, const origin_query&) = default;
};

struct origin_facts {
  std::optional<domain::session> forked;  ///< absent: there is no such session
  bool inside_group = false;              ///< a result of a call follows the seq of the fork
  std::optional<std::string> continues;   ///< the newest session that it may continue
  friend bool operator==(const origin_facts&, const origin_facts&) = default;
};

/// The end of the session that another one continues; no session: there is none, or none any more.
struct prior_history {
  std::optional<std::string> session_id;
  std::vector<context::prior_message> messages;
  friend bool operator==(const prior_history&, const prior_history&) = default;
};

/// Two histories side by side, after what they have in common.
struct compare_request {
  storage::session_ref left;
  storage::session_ref right;
  std::optional<std::int64_t> after;  ///< continues behind that seq; absent: behind the common part
  std::int64_t items_max = 50;
  std::int64_t bytes_max = 8388608;
  friend bool operator==(const compare_request&, const compare_request&) = default;
};

/// One seq of both; a side that ends before it has nothing there.
struct compared {
  std::int64_t seq = 0;
  std::optional<domain::message> left;
  std::optional<domain::message> right;
  friend bool operator==(const compared&, const compared&) = default;
};

struct comparison {
  std::int64_t common_seq = 0;  ///< up to it both are the same
  std::int64_t left_head = 0;
  std::int64_t right_head = 0;
  std::vector<compared> items;
  std::optional<std::int64_t> next;  ///< the `after` of the next page; absent at the end
  friend bool operator==(const comparison&, const comparison&) = default;
};

/// A page of history, ascending, and the head that it was read under.
struct message_page {
  std::vector<domain::message> items;
  std::int64_t last_seq = 0;
  friend bool operator==(const message_page&, const message_page&) = default;
};

/// What activation reads in one step. No session: there is none of that name.
struct activation {
  std::optional<domain::session> record;
  std::int64_t key = 0;
  std::int64_t log = 0;
  domain::head head;
  std::vector<domain::message> tail;
  std::vector<domain::turn> open_turns;
  std::int64_t next_turn = 1;
  std::optional<storage::job> cascade;
  std::optional<domain::erasure> erased;
  friend bool operator==(const activation&, const activation&) = default;
};

/// What an Idempotency-Key did; `found` false: nothing yet.
struct replay {
  bool found = false;
  base::digest body_digest{};
  std::vector<receipt> receipts;  ///< of an append
  bool all_known = false;
  std::optional<domain::session_view> session;  ///< of a creation or change
  std::optional<domain::turn_view> turn{};      ///< of a begun turn: as it was when it began
  std::int64_t round = 0;                       ///< of a noted model call: the session's after it
  friend bool operator==(const replay&, const replay&) = default;
};

/// A commit's outcome together with the submission that was sent, so that the session needs no
/// second copy of its messages while it waits.
struct commit_reply {
  storage::outcome outcome;
  storage::submission sent;
  friend bool operator==(const commit_reply&, const commit_reply&) = default;
};

/// An answer that says no more than that it is done.
struct done {
  friend bool operator==(const done&, const done&) = default;
};

/// What the supervisor knows of its node.
struct supervisor_status {
  std::uint64_t live = 0;
  std::uint64_t held = 0;
  std::uint64_t cool = 0;   ///< of the live ones, those that are packed
  std::uint64_t bytes = 0;  ///< that the live ones take, about
  std::uint64_t failed = 0;  ///< sessions with crashes that are not forgotten yet
  friend bool operator==(const supervisor_status&, const supervisor_status&) = default;
};

}  // namespace parley::protocol
