#include <utility>

#include "storage/check/judgements.hpp"
#include "storage/sqlite/check/checks.hpp"
#include "storage/sqlite/rows.hpp"

namespace parley::storage::sqlite {
namespace {

const std::string rows_sql =
    std::string{"SELECT "} + message_columns + ", log, given FROM message ORDER BY position";
const std::string blank_jobs_sql = "SELECT payload FROM job WHERE kind = " +
                                   std::to_string(static_cast<int>(job_kind::blank));
const std::string session_sql = "SELECT tenant, session_id FROM session WHERE log = ?";

/// Of erased messages whose text waits for its job.
storage::check::places still_there(examination& e) {
  storage::check::places found;
  statement row{e.store().handle(), blank_jobs_sql};
  while (row.step()) storage::check::add_places(row.text(0), found);
  return found;
}

/// Asked of the row itself: what `read_message` gives of an erased one is blank in any case.
bool is_blank(const statement& row) {
  bool blank = row.digest(4) == base::digest{};
  for (int column = 10; column <= 14; ++column) blank = blank && row.is_null(column);
  return blank;
}

std::string place_of(statement& find_session, std::int64_t log, std::int64_t seq) {
  running row{find_session};
  row->bind_all(log);
  const auto where = row->step() ? std::string{row->text(0)} + "/" + std::string{row->text(1)}
                                 : "log " + std::to_string(log);
  return where + " seq " + std::to_string(seq);
}

}  // namespace

void check_bodies(examination& e) {
  const auto waiting = still_there(e);
  statement find_session{e.store().handle(), session_sql};
  statement row{e.store().handle(), rows_sql};
  while (row.step()) {
    ++e.result().messages;
    const auto m = read_message(row);
    const auto log = row.integer(15);
    auto mistake = storage::check::mistake_in(m, row.integer(16) != 0, is_blank(row),
                                              waiting.contains({log, m.seq}));
    if (!mistake.empty()) e.report(place_of(find_session, log, m.seq), std::move(mistake));
  }
}

}  // namespace parley::storage::sqlite
