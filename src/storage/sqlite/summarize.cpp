#include "storage/sqlite/summaries.hpp"
#include "storage/sqlite/transaction.hpp"

namespace parley::storage::sqlite {

std::optional<base::status> transaction::keep_summary(const open_session& session,
                                                      const summary_order& order) {
  const auto there = read_state(session.history,
                                {sql_.latest_summary, sql_.count_summaries, sql_.count_erasures});
  if (auto refused = misfit(order, there, session.head.last_seq)) return refused;
  const auto text = domain::canonical(domain::encode(order.made));
  sql_.keep_summary.bind_all(session.log, order.made.to_seq, std::string_view{order.made.summary_id},
                             std::string_view{text});
  sql_.keep_summary.run();
  return std::nullopt;
}

std::int64_t transaction::summaries_above(std::int64_t log, std::int64_t seq) {
  running row{sql_.summaries_above};
  row->bind_all(log, seq);
  return row->step() ? row->integer(0) : 0;
}

std::int64_t transaction::spoil_summaries(std::int64_t log, std::int64_t seq) {
  sql_.count_erasing.bind_all(log);
  sql_.count_erasing.run();
  std::vector<std::int64_t> logs{log};
  {
    running row{sql_.sharing_logs};
    row->bind_all(log, seq);
    while (row->step()) logs.push_back(row->integer(0));
  }
  std::int64_t spoiled = 0;
  for (const auto each : logs) {
    {
      running row{sql_.summaries_to_spoil};
      row->bind_all(each, seq);
      if (row->step()) spoiled += row->integer(0);
    }
    sql_.spoil_summaries.bind_all(each, seq);
    sql_.spoil_summaries.run();
  }
  return spoiled;
}

}  // namespace parley::storage::sqlite
