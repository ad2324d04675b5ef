#include "storage/postgres/server_facts.hpp"

#include "storage/postgres/pipeline.hpp"

namespace parley::storage::postgres {
namespace {

constexpr int oldest = 130000;

const std::string facts_sql =
    "SELECT current_setting('server_encoding'), current_setting('fsync') = 'on', "
    "current_setting('full_page_writes') = 'on', current_setting('synchronous_commit'), "
    "current_setting('synchronous_standby_names'), pg_is_in_recovery(), "
    "(SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user)";

auto refused(const std::string& text) {
  return base::fail(base::errc::invalid_argument, "store.uri", text);
}

}  // namespace

base::result<server_facts> read_facts(connection& c) {
  server_facts facts;
  facts.version = c.server_version();
  if (facts.version < oldest)
    return refused("the server is PostgreSQL " + std::to_string(facts.version / 10000) +
                   "; allowed are 13 and newer");
  const auto rows = ask(c, every_tenant, facts_sql);
  const auto r = rows[0];
  if (r.text(0) != "UTF8")
    return refused("the database has the encoding " + r.text(0) + "; allowed is UTF8");
  facts.fsync = r.integer(1) != 0;
  facts.full_page_writes = r.integer(2) != 0;
  facts.synchronous_commit = r.text(3);
  facts.synchronous_standby_names = r.text(4);
  facts.in_recovery = r.integer(5) != 0;
  facts.bypasses_rows = r.integer(6) != 0;
  return facts;
}

std::string durability(const server_facts& facts) {
  auto text = "PostgreSQL " + std::to_string(facts.version / 10000) + "." +
              std::to_string(facts.version % 10000) + ": ";
  if (facts.in_recovery) return text + "a standby, which can be read and takes no writes";
  if (!facts.fsync)
    text += "fsync is off, so a power loss may destroy everything";
  else if (!facts.full_page_writes)
    text +=
        "full_page_writes is off, so a power loss may destroy pages unless the disk prevents it";
  else
    text += "what is acknowledged is on its disk";
  if (!facts.synchronous_standby_names.empty())
    text += facts.synchronous_commit == "remote_apply" ? ", and applied by standbys"
                                                       : ", and on that of standbys";
  if (facts.bypasses_rows)
    text +=
        "; this role is a superuser or has BYPASSRLS, so the database does not keep tenants apart";
  return text;
}

}  // namespace parley::storage::postgres
