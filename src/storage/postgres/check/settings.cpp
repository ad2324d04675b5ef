#include "parley/domain/json.hpp"
#include "storage/postgres/check/checks.hpp"

namespace parley::storage::postgres {

void check_settings(examination& e) {
  for (const auto each : e.ask("SELECT tenant, name, value FROM setting ORDER BY tenant, name"))
    if (!domain::parse_json(each.text(2)))
      e.report(each.text(0), "its " + each.text(1) + " is no JSON");
}

}  // namespace parley::storage::postgres
