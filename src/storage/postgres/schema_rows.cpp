#include "storage/postgres/schema.hpp"

namespace parley::storage::postgres {
namespace {

// A transaction says which tenant's rows it is about; one that says nothing sees nothing. The owner
// of the tables, as whom the program usually runs, is bound by it, too (FORCE). A superuser is not,
// nor is a role with BYPASSRLS.
constexpr std::string_view policies = R"sql(
DO $$
DECLARE
  each text;
BEGIN
  FOREACH each IN ARRAY ARRAY['session', 'activity', 'message', 'segment', 'tally', 'turn',
    'idempotency', 'job', 'tombstone', 'receipt', 'setting', 'tenant_count', 'statistic',
    'statistic_day', 'summary', 'erasing']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', each);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', each);
    EXECUTE format('CREATE POLICY of_tenant ON %I USING '
      '(current_setting(''parley.tenant'', true) IN (''*'', tenant))', each);
  END LOOP;
END
$$;
)sql";

}  // namespace

std::string_view row_security() { return policies; }

}  // namespace parley::storage::postgres
