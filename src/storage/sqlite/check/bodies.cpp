#include <set>
#include <utility>

#include "parley/domain/json.hpp"
#include "parley/domain/message_id.hpp"
#include "storage/sqlite/check/checks.hpp"
#include "storage/sqlite/rows.hpp"

namespace parley::storage::sqlite {
namespace {

const std::string rows_sql =
    std::string{"SELECT "} + message_columns + ", log, given FROM message ORDER BY position";
const std::string blank_jobs_sql = "SELECT payload FROM job WHERE kind = " +
                                   std::to_string(static_cast<int>(job_kind::blank));
const std::string session_sql = "SELECT tenant, session_id FROM session WHERE log = ?";

using places = std::set<std::pair<std::int64_t, std::int64_t>>;

/// Log and seq of erased messages whose text waits for its job.
places still_there(examination& e) {
  places found;
  statement row{e.store().handle(), blank_jobs_sql};
  while (row.step()) {
    const auto payload = domain::parse_json(row.text(0));
    if (!payload || !payload->is_object()) continue;
    const auto log = payload->find("log");
    const auto seqs = payload->find("seqs");
    if (log == payload->end() || !log->is_number_integer()) continue;
    if (seqs == payload->end() || !seqs->is_array()) continue;
    for (const auto& seq : *seqs)
      if (seq.is_number_integer())
        found.emplace(log->get<std::int64_t>(), seq.get<std::int64_t>());
  }
  return found;
}

/// Asked of the row itself: what `read_message` gives of an erased one is blank in any case.
bool is_blank(const statement& row) {
  bool blank = row.digest(4) == base::digest{};
  for (int column = 10; column <= 14; ++column) blank = blank && row.is_null(column);
  return blank;
}

/// What is wrong with the row; empty: nothing.
std::string mistake_in(const statement& row, const domain::message& m, bool given, bool waits) {
  if (m.status > domain::message_status::erased) return "has a status that is not known";
  if (!given && domain::seq_of_message_id(m.message_id) != m.seq)
    return "has the generated id " + m.message_id + ", which is that of another seq";
  if (m.status == domain::message_status::erased)
    return waits || is_blank(row) ? "" : "is erased, and its text is still there";
  return m.body_digest == domain::body_digest(m) ? "" : "is not what its digest says";
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
    auto mistake = mistake_in(row, m, row.integer(16) != 0, waiting.contains({log, m.seq}));
    if (!mistake.empty()) e.report(place_of(find_session, log, m.seq), std::move(mistake));
  }
}

}  // namespace parley::storage::sqlite
