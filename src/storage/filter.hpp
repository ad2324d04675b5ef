#pragma once

#include "parley/domain/session.hpp"
#include "parley/storage/catalog.hpp"

namespace parley::storage {

/// Whether a session of the right tenant passes the filters that concern its record.
bool record_matches(const session_query& query, const domain::session& record);

/// Whether it passes those on its last activity.
bool activity_matches(const session_query& query, const domain::session_view& session);

/// Whether the query has filters that only the whole record can answer.
bool needs_record(const session_query& query);

}  // namespace parley::storage
