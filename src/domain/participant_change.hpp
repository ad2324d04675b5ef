#pragma once

#include "parley/domain/change.hpp"

namespace parley::domain {

/// What a change does to a record: whether it changed anything.
using changed = base::result<bool>;

changed join(session& record, participant who, base::timestamp now, const base::limits& limits);
changed leave(session& record, const std::string& participant_id, base::timestamp now);

}  // namespace parley::domain
