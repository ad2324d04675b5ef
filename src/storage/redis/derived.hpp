#pragma once

#include <string>
#include <utility>
#include <vector>

#include "storage/redis/rows.hpp"

namespace parley::storage::redis {

/// A sorted set, and a member of it.
using place = std::pair<std::string, std::string>;

// Where a row stands in sorted sets because of what it says: it is put there with the row, and
// `parley doctor` looks for it there. Without order.

std::vector<place> places_of(const session_entry& e);
std::vector<place> places_of(const job& j);
std::vector<place> places_of(std::int64_t session, const domain::turn& t,
                             const std::string& tenant);
std::vector<place> places_of(std::int64_t log, std::int64_t number, const summary_row& row);
/// `name`: its field.
std::vector<place> places_of(const std::string& name, const idempotent_effect& e);
/// Of a log that shares.
std::vector<place> places_of(const segments& history);
place place_of(const std::string& tenant, const tombstone& t);
place place_of(const std::string& tenant, const receipt_row& r);

/// In the order of last activity.
std::string active_member(const session_ref& session, base::timestamp at);

/// Jobs of one kind and subject, which run one by one.
std::string subject_of(const job& j);
/// Of the first of them.
std::string due_member(const job& j);

}  // namespace parley::storage::redis
