#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "parley/base/boxed.hpp"
#include "parley/domain/retention.hpp"
#include "parley/storage/log.hpp"
#include "parley/storage/search.hpp"
#include "parley/storage/statistics.hpp"

namespace parley::protocol {

/// Erases messages of a session. Of a person's, without a receipt of their own.
struct blank_command {
  std::string name;                 ///< seq in digits or message id, with the results of its calls
  std::vector<std::int64_t> seqs;   ///< instead of a name
  std::vector<std::string> turns;   ///< likewise, see storage::blank_order
  std::string part_of;              ///< see storage::blank_order
  friend bool operator==(const blank_command&, const blank_command&) = default;
};

/// What the store has of an erased message's group: the seqs that go with a name.
struct blank_group {
  std::int64_t seq = 0;             ///< that the name means; 0: there is none
  std::vector<std::int64_t> seqs;
  std::optional<domain::erasure> receipt;  ///< it was erased before
  friend bool operator==(const blank_group&, const blank_group&) = default;
};

/// What the store has of a person's erasing; an empty slice of messages when it is not asked for.
struct person_facts {
  std::optional<storage::person_receipt> receipt;
  std::vector<storage::sent_messages> asked;  ///< up to 500 questions that are in no history
  storage::sent_page sent;
  friend bool operator==(const person_facts&, const person_facts&) = default;
};

struct setting_list {
  std::vector<storage::tenant_setting> items;
  friend bool operator==(const setting_list&, const setting_list&) = default;
};

/// To live sessions: messages of them were erased, or, without any, they came back from the archive.
struct reload_command {
  std::vector<storage::session_ref> sessions;
  std::vector<std::int64_t> seqs;
  friend bool operator==(const reload_command&, const reload_command&) = default;
};

/// Rules of retention: reads them, replaces them (`put`), or says what they would do (`dry_run`: with
/// `put`, what those would do).
struct retention_command {
  base::boxed<domain::retention_policy> put;
  bool dry_run = false;
  friend bool operator==(const retention_command&, const retention_command&) = default;
};

/// What a rule decides about, of the sessions that were looked at.
struct retention_count {
  std::string rule;
  bool keep = false;
  std::int64_t sessions = 0;
  std::int64_t messages = 0;
  std::vector<std::string> first;  ///< ids of the first few
  friend bool operator==(const retention_count&, const retention_count&) = default;
};

struct retention_reply {
  domain::retention_policy policy;
  std::vector<retention_count> counts;  ///< of a dry run, by rule
  std::int64_t looked_at = 0;
  bool complete = true;  ///< false: there are more sessions than were looked at
  friend bool operator==(const retention_reply&, const retention_reply&) = default;
};

}  // namespace parley::protocol
