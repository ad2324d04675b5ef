#include "storage/check/judgements.hpp"
#include "storage/postgres/check/checks.hpp"
#include "storage/postgres/rows.hpp"

namespace parley::storage::postgres {
namespace {

constexpr std::int64_t slice_rows = 200;

const std::string rows_sql = std::string{"SELECT "} + message_columns +
                             ", log, given, position FROM message WHERE position > $1 "
                             "ORDER BY position LIMIT $2";
constexpr int log_column = 15;

const std::string blank_jobs_sql = "SELECT payload FROM job WHERE kind = 4";

/// Of erased messages whose text waits for its job.
storage::check::places still_there(examination& e) {
  storage::check::places found;
  for (const auto each : e.ask(blank_jobs_sql)) storage::check::add_places(each.text(0), found);
  return found;
}

/// Asked of the row itself: what `read_message` gives of an erased one is blank in any case.
bool is_blank(const row& r) {
  bool blank = r.raw(4).find_first_not_of('\0') == std::string_view::npos;
  for (int column = 10; column <= 14; ++column) blank = blank && r.is_null(column);
  return blank;
}

std::string place_of(examination& e, std::int64_t log, std::int64_t seq) {
  return e.ask("SELECT " + log_name("$1"), parameters::of(log))[0].text(0) + " seq " +
         std::to_string(seq);
}

}  // namespace

void check_bodies(examination& e) {
  const auto waiting = still_there(e);
  std::int64_t after = 0;
  for (auto rows = e.ask(rows_sql, parameters::of(after, slice_rows)); !rows.empty();
       rows = e.ask(rows_sql, parameters::of(after, slice_rows)))
    for (const auto each : rows) {
      ++e.result().messages;
      after = each.integer(log_column + 2);
      const auto log = each.integer(log_column);
      const auto m = read_message(each);
      auto mistake = storage::check::mistake_in(m, each.integer(log_column + 1) != 0,
                                                is_blank(each), waiting.contains({log, m.seq}));
      if (!mistake.empty()) e.report(place_of(e, log, m.seq), std::move(mistake));
    }
}

}  // namespace parley::storage::postgres
