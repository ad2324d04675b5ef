#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "parley/base/status.hpp"
#include "parley/base/time.hpp"

namespace parley::storage {

/// The numbers are stored: append, never reorder.
enum class job_kind : std::uint8_t {
  deliver,  ///< a child's report on its way into its parent's history
  cascade,  ///< a session that is closed, archived or erased with its subtree
  purge,    ///< rows of an erased session that are to be removed
  poison,   ///< an input that crashed its session twice; never waits, only a dead letter
  blank,    ///< erased messages of a log whose text is to be removed
  person,   ///< a user who is being erased; `session_id` is `user/ID`
};

enum class job_state : std::uint8_t { waiting, dead };

/// "deliver", "cascade", ...
std::string_view to_string(job_kind kind);

/// Work that was promised in the transaction that caused it and is done later, at least once.
struct job {
  std::int64_t id = 0;  ///< given by the store in the order of commits: 1, 2, 3, ...; never twice
  job_kind kind = job_kind::deliver;
  std::string tenant;
  std::string session_id;         ///< the subject: jobs of one kind and subject run one by one, by id
  std::string payload;            ///< JSON; what it means depends on the kind
  std::int64_t attempts = 0;      ///< that failed
  base::timestamp not_before{};
  base::timestamp created_at{};
  job_state state = job_state::waiting;
  std::string reason;             ///< of the last failure
  friend bool operator==(const job&, const job&) = default;
};

/// What a job of kind purge or blank is about: rows of a log, those of `seqs` or all that nobody reaches.
struct purge_target {
  std::int64_t log = 0;
  std::vector<std::int64_t> seqs;
};
base::result<purge_target> read_purge(const job& j);

/// What a submission does to jobs.
struct job_changes {
  std::vector<job> add;              ///< their ids are given by the store
  /// Attempts, not_before, state and reason of the row of that id; nothing when there is none.
  std::vector<job> put;
  std::vector<std::int64_t> remove;  ///< ids; one that is gone is no error

  bool empty() const { return add.empty() && put.empty() && remove.empty(); }
  friend bool operator==(const job_changes&, const job_changes&) = default;
};

}  // namespace parley::storage
