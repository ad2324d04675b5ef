#include "storage/postgres/check/checks.hpp"

namespace parley::storage::postgres {

void check_moving(examination& e) {
  const auto rules = storage::check::moving_rules(
      number_in("job.payload", "log"), [&](const std::string& rows, const std::string& alias) {
        return add_purges(e, rows, alias);
      });
  for (const auto& r : rules) check_rule(e, r);
}

}  // namespace parley::storage::postgres
