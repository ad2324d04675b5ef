#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "parley/base/status.hpp"
#include "parley/domain/message.hpp"
#include "parley/domain/session.hpp"

namespace parley::domain {

/// A call and its results are a group, by position: a history must not end within it. Whether one
/// that ends before `next` does so: `next` brings a result (true) or a new answer (false); nullopt
/// when it tells nothing and the message after it decides. At the end of a history nothing is cut.
std::optional<bool> cuts_group(const message& next);

/// The status of a fork at a seq inside a group: invalid_argument, field `at_seq`.
base::status inside_group(std::int64_t at_seq);

/// The record of a fork: a new active session of the same conversation, participants, owner, prompt
/// and metadata, a root of its own. Its counts of turns are the store's to set.
session fork_session(const session& origin, std::int64_t at_seq, const std::string& id,
                     base::timestamp now);

/// Whether forking again would have made what is stored.
bool same_fork(const fork_origin& wanted, const session& stored);

}  // namespace parley::domain
