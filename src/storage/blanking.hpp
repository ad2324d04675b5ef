#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "parley/base/status.hpp"
#include "parley/storage/job.hpp"
#include "parley/storage/submission.hpp"

namespace parley::storage {

/// What a job of kind blank says: rows of a log that are erased, and the receipt that waits for them.
struct blank_job {
  std::int64_t log = 0;
  std::vector<std::int64_t> seqs;  ///< {no_seq}: nothing but the files has to be cleared
  std::string receipt;  ///< its subject
  std::string owner;    ///< the session whose rows they are; empty: that of the job

  const std::string& owner_or(const std::string& job_session) const {
    return owner.empty() ? job_session : owner;
  }
};

job make_blank_job(const session_ref& session, const blank_job& what, base::timestamp now);
base::result<blank_job> read_blank_job(const std::string& payload);

/// What a job of kind blank becomes, but for its name, when rows with which the session departed
/// still say what was erased: they may be removed from `until` on, and it is over after them.
job blank_again(std::int64_t id, base::timestamp until, base::timestamp now);

/// The session id of jobs and the `part_of` of what belongs to a person: no session's id has a slash.
std::string person_subject(const std::string& user);
job make_person_job(const receipt_order& order, base::timestamp now);

/// Of a question that is in no history.
inline constexpr std::int64_t no_seq = 0;

/// The subject of a message's receipt.
std::string message_subject(const std::string& session_id, std::int64_t seq);

/// The subject of an order whose own has a receipt already, since the message that it names was
/// erased meanwhile: the first of those that it did erase (0: questions only).
std::string other_subject(const session_ref& session, const blank_order& order,
                          std::int64_t first_erased);

}  // namespace parley::storage
