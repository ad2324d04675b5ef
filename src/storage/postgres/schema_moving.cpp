#include "storage/postgres/schema.hpp"

namespace parley::storage::postgres {
namespace {

// Logs on their way between this store and another one; see storage::moving_state.
constexpr std::string_view tables = R"sql(
CREATE TABLE moving (
  log bigint PRIMARY KEY,
  key bigint NOT NULL,
  state integer NOT NULL,
  tenant text COLLATE "C" NOT NULL,
  session_id text COLLATE "C" NOT NULL
);
CREATE INDEX moving_by_session ON moving (tenant, session_id);
ALTER TABLE moving ENABLE ROW LEVEL SECURITY;
ALTER TABLE moving FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON moving USING
  (current_setting('parley.tenant', true) IN ('*', tenant));
)sql";

}  // namespace

std::string_view moving_tables() { return tables; }

}  // namespace parley::storage::postgres
