#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "parley/base/limits.hpp"
#include "parley/base/status.hpp"
#include "parley/domain/session.hpp"
#include "parley/domain/summary.hpp"
#include "parley/domain/turn.hpp"
#include "parley/storage/session_ref.hpp"

namespace parley::storage::relational {

// What drivers keep as text in a column, and its way back. An error is internal: what is stored is
// damaged.

/// Text of a record as it is stored. Throws what the JSON library throws for text that is no UTF-8.
std::string record_text(const domain::session& record);
/// The same; std::runtime_error for a record that is not that of the session.
std::string checked_text(const session_ref& session, const domain::session& record);
/// The counts of turns are columns of their own.
base::result<domain::session> parse_record(std::string_view text, std::int64_t turn_count,
                                           std::int64_t round);

base::result<domain::turn> parse_turn(std::string_view record, std::string draft);
base::result<domain::summary> parse_summary(std::string_view record);

/// Seqs as text: "4,5,6".
std::string join_seqs(const std::vector<std::int64_t>& seqs);
std::vector<std::int64_t> split_seqs(std::string_view text);

/// Of what is stored: a limit that was lowered must not make it unreadable.
base::limits no_limits();

}  // namespace parley::storage::relational
