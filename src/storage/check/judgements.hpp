#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "parley/base/limits.hpp"
#include "parley/domain/message.hpp"
#include "parley/domain/session.hpp"
#include "parley/domain/summary.hpp"
#include "parley/domain/turn.hpp"
#include "parley/storage/job.hpp"

namespace parley::storage::check {

// What is wrong with single rows, whatever driver keeps them. Texts are empty when nothing is.

/// `given`: a client gave its id; `blank`: nothing of its body is in the row; `waits`: a job will
/// see to that.
std::string mistake_in(const domain::message& m, bool given, bool blank, bool waits);

/// Log and seq of the erased messages that a job of kind blank with that payload is about.
using places = std::set<std::pair<std::int64_t, std::int64_t>>;
void add_places(std::string_view payload, places& found);

/// Columns of a turn beside its record.
struct turn_row {
  std::int64_t ordinal = 0;
  std::string turn_id;
  std::string question_id;
  std::int64_t state = 0;
  std::string asker;  ///< empty: none
};
/// Of the columns alone, before the record is read.
std::string mistake_in(const turn_row& columns);
std::string mistake_in(const turn_row& columns, const domain::turn& record);

/// Columns of a summary beside its record, and the last seq that its log has.
struct summary_row {
  std::string summary_id;
  std::int64_t to_seq = 0;
  bool stale = false;
  std::int64_t last_seq = 0;
};
std::string mistake_in(const summary_row& columns, const domain::summary& record);

/// Whether a waiting job says what is to be done.
bool can_be_done(const job& j, const base::limits& limits);

/// The key is made at creation: it follows from a record only while nobody has joined since.
bool has_other_key(const domain::session& record);

}  // namespace parley::storage::check
