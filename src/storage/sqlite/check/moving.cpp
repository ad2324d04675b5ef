#include "storage/sqlite/check/checks.hpp"

namespace parley::storage::sqlite {

void check_moving(examination& e) {
  const auto rules = storage::check::moving_rules(
      "CASE WHEN json_valid(job.payload) THEN json_extract(job.payload, '$.log') END",
      [&](const std::string& rows, const std::string& alias) {
        return add_purges(e, rows, alias);
      });
  for (const auto& r : rules) check_rule(e, r);
}

}  // namespace parley::storage::sqlite
