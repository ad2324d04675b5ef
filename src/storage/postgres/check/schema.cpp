#include "storage/postgres/schema.hpp"
#include "storage/postgres/check/checks.hpp"
#include "storage/postgres/failure.hpp"

namespace parley::storage::postgres {
namespace {

constexpr const char* model = "parley_model";

// What a schema has: kind, name, what it is, and the statement that makes it when that can be made
// again. Names of the schema itself are taken out.
std::string objects(const std::string& schema) {
  const auto in = "n.nspname = '" + schema + "'";
  const auto plain = [&](const std::string& text) {
    return "replace(" + text + ", ' " + schema + ".', ' ')";
  };
  return "(SELECT 'column' AS kind, c.relname || '.' || a.attname AS name, "
         "format_type(a.atttypid, a.atttypmod) || a.attnotnull || a.attcollation::text AS what, "
         "NULL AS made FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
         "JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped "
         "WHERE c.relkind = 'r' AND " +
         in +
         " UNION ALL SELECT 'table', c.relname, "
         "'security ' || c.relrowsecurity || c.relforcerowsecurity, NULL FROM pg_class c "
         "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'r' AND " +
         in + " UNION ALL SELECT 'index', c.relname, " + plain("pg_get_indexdef(c.oid)") +
         " || i.indisvalid, CASE WHEN i.indisprimary THEN NULL ELSE " +
         plain("pg_get_indexdef(c.oid)") +
         " END FROM pg_class c "
         "JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_index i ON i.indexrelid = c.oid "
         "WHERE " +
         in +
         " UNION ALL SELECT 'policy', p.tablename || '.' || p.policyname, p.qual, NULL "
         "FROM pg_policies p WHERE p.schemaname = '" +
         schema + "')";
}

}  // namespace

void check_schema(examination& e) {
  const auto schema = e.opts().schema;
  const std::string name = model;
  // A schema without contents, which nobody else ever sees: what every store must have.
  e.run("SAVEPOINT before_model; CREATE SCHEMA " + name + "; SET LOCAL search_path = " + name +
        ", pg_catalog");
  e.run(whole_schema());
  const auto missing = e.ask(
      "SELECT wanted.kind || ' ' || wanted.name, "
      "CASE WHEN found.name IS NULL THEN 'is missing' ELSE 'is another one' END, "
      "CASE WHEN found.name IS NULL THEN wanted.made END FROM " +
      objects(name) + " wanted LEFT JOIN " + objects(schema) +
      " found USING (kind, name) WHERE found.name IS NULL "
      "OR found.what <> wanted.what ORDER BY wanted.kind DESC, wanted.name");
  e.run("ROLLBACK TO SAVEPOINT before_model");
  for (const auto each : missing) {
    const auto before = e.now();
    e.report(each.text(0), each.text(1));
    if (!e.repair() || each.is_null(2)) continue;
    e.run("SAVEPOINT before_repair");
    try {
      e.run(each.text(2));
      e.set_repaired(before, true);
    } catch (const failure& f) {
      e.run("ROLLBACK TO SAVEPOINT before_repair");
      e.report(each.text(0), std::string{"cannot be made: "} + f.what());
    }
  }
}

}  // namespace parley::storage::postgres
