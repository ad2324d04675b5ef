#include "frontends/http/api/handlers.hpp"
#include "frontends/http/api/route_groups.hpp"

namespace parley::frontends::http::api {

using enum body_kind;

std::vector<route> migration_routes() {
  return {
      {"GET",
       "/v1/tenants/{tenant}/migration",
       "getMigration",
       "What was moved into the archive, and whether the loop that moves what is due runs.",
       get_migration,
       none,
       "",
       {{200, "Migration", "Since the process started, of all tenants."}},
       {},
       {},
       permission::admin},
      {"POST",
       "/v1/tenants/{tenant}/migration/start",
       "startMigration",
       "Starts the loop; one that runs takes the new numbers.",
       start_migration,
       optional_json,
       "MigrationNumbers",
       {{200, "Migration", "It runs."}},
       {},
       {},
       permission::admin},
      {"POST",
       "/v1/tenants/{tenant}/migration/stop",
       "stopMigration",
       "Stops the loop; sessions that are being moved come to where they were to go.",
       stop_migration,
       optional_json,
       "MigrationNumbers",
       {{200, "Migration", "It does not run."}},
       {},
       {},
       permission::admin},
      {"POST",
       "/v1/tenants/{tenant}/migration/sessions/{session}",
       "migrateSession",
       "Moves one session into the archive now, due or not. A conflict says why it stays.",
       migrate_session,
       optional_json,
       "Nothing",
       {{200, "Migration", "It is in the archive."}},
       {},
       {},
       permission::admin},
  };
}

}  // namespace parley::frontends::http::api
