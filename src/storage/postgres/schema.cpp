#include "storage/postgres/schema.hpp"

#include <array>
#include <string>

#include "storage/postgres/failure.hpp"
#include "storage/postgres/pipeline.hpp"

namespace parley::storage::postgres {
namespace {

struct step {
  std::int64_t version;
  std::string sql;
};

const std::array steps{
    step{1, std::string{first_tables()} + std::string{row_security()}},
    step{2, std::string{index_tables()}},
    step{3, std::string{moving_tables()}},
};

constexpr const char* migration_table =
    "CREATE TABLE IF NOT EXISTS migration (version bigint PRIMARY KEY, "
    "at timestamptz NOT NULL DEFAULT now());";

/// Of advisory locks: the first half says that it is parley's, the second is made of the schema.
constexpr const char* lock_number = "1886547065";

/// What a failed step must not leave behind: an open transaction.
class rollback_on_error {
 public:
  explicit rollback_on_error(connection& c) : connection_(c) {}
  rollback_on_error(const rollback_on_error&) = delete;
  rollback_on_error& operator=(const rollback_on_error&) = delete;
  ~rollback_on_error() {
    if (done_ || !connection_.is_usable()) return;
    try {
      connection_.run("ROLLBACK");
    } catch (const failure&) {
      // The connection is gone, and the transaction with it.
    }
  }
  void commit() {
    connection_.run("COMMIT");
    done_ = true;
  }

 private:
  connection& connection_;
  bool done_ = false;
};

std::int64_t version_of(connection& c) {
  if (!has_tables(c)) return 0;
  const auto found = ask(c, every_tenant, "SELECT coalesce(max(version), 0) FROM migration");
  return found[0].integer(0);
}

base::result<bool> up_to_date(std::int64_t found) {
  if (found > schema_version())
    return base::fail(base::errc::invalid_argument, "store.uri",
                      "the store has schema version " + std::to_string(found) +
                          ", this program knows versions up to " +
                          std::to_string(schema_version()) + "; use a newer parley");
  return found == schema_version();
}

}  // namespace

bool has_tables(connection& c) {
  return !ask(c, every_tenant,
              "SELECT 1 FROM pg_namespace n JOIN pg_class r ON r.relnamespace = "
              "n.oid WHERE n.nspname = $1 AND r.relname = 'migration'",
              parameters::of(c.opts().schema))
              .empty();
}

std::int64_t schema_version() { return steps.back().version; }

std::string whole_schema() {
  std::string all = migration_table;
  for (const auto& each : steps) all += each.sql;
  return all;
}

base::result<void> migrate(connection& c) {
  // Usually there is nothing to do, which needs no right to make anything.
  if (auto done = up_to_date(version_of(c)); !done || *done) return done.map([](bool) {});
  const auto& schema = c.opts().schema;
  rollback_on_error guard{c};
  c.run("BEGIN; SET LOCAL statement_timeout = 0; SELECT pg_advisory_xact_lock(" +
        std::string{lock_number} + ", hashtext('" + schema + "'))");
  c.run("CREATE SCHEMA IF NOT EXISTS " + schema + "; SET LOCAL search_path = " + schema + "; " +
        migration_table + " SET LOCAL parley.tenant = '*'");
  const auto found = version_of(c);
  if (auto done = up_to_date(found); !done) return base::fail(done.error());
  for (const auto& each : steps)
    if (each.version > found)
      c.run(each.sql + ";INSERT INTO migration (version) VALUES (" + std::to_string(each.version) +
            ")");
  guard.commit();
  return {};
}

}  // namespace parley::storage::postgres
