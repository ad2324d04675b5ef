#include <iostream>

#include "commands.hpp"
#include "frontends/http/transport/target.hpp"
#include "parley/domain/json.hpp"
#include "shown.hpp"
#include "terminal.hpp"

namespace parley::tools {

namespace po = boost::program_options;
using domain::json;
using frontends::http::transport::percent_encode;

namespace {

constexpr std::size_t name_width = 40;

/// "-" for what is not there.
std::string cell(const json& key, const char* field) {
  const auto value = key.value(field, json{});
  return value.is_string() && !value.get_ref<const std::string&>().empty()
             ? one_line(value.get<std::string>(), name_width)
             : "-";
}

std::string keys_text(const json& list) {
  std::vector<std::vector<std::string>> rows{
      {"KEY", "ROLE", "NAME", "CREATED", "EXPIRES", "REVOKED"}};
  for (const auto& key : list.value("items", json::array()))
    rows.push_back({cell(key, "key_id"), cell(key, "role"), cell(key, "name"),
                    cell(key, "created_at"), cell(key, "expires_at"), cell(key, "revoked_at")});
  return rows.size() > 1 ? table_text(rows) : "no keys\n";
}

/// The answer's body, or what went wrong.
base::result<json> done(base::result<reply> answer) {
  if (!answer) return base::fail(answer.error());
  if (const auto failure = failure_of(*answer)) return base::fail(*failure);
  return domain::parse_json(answer->body);
}

exit_code create(const invocation& from, api& to) {
  json wanted{{"role", from.options["role"].as<std::string>()}};
  for (const auto* const name : {"name", "expires"})
    if (from.options.contains(name))
      wanted[name == std::string{"name"} ? "name" : "expires_at"] =
          from.options[name].as<std::string>();
  const auto made = done(to.call("POST", tenant_path(from.tenant, "/keys"), wanted.dump()));
  if (!made) return report(made.error());
  if (from.json) return print_result(made->dump() + "\n");
  std::cerr << "key " << made->value("key_id", "") << " of tenant " << printable(from.tenant)
            << ", role " << made->value("role", "")
            << "; its token is shown this once, keep it safe:\n";
  return print_result(made->value("token", "") + "\n");
}

exit_code list(const invocation& from, api& to) {
  const auto found = done(to.call("GET", tenant_path(from.tenant, "/keys")));
  if (!found) return report(found.error());
  return print_result(from.json ? found->dump() + "\n" : keys_text(*found));
}

exit_code revoke(const invocation& from, api& to) {
  const auto target = tenant_path(from.tenant, "/keys/" + percent_encode(from.arguments[1]));
  const auto key = done(to.call("DELETE", target));
  if (!key) return report(key.error());
  return print_result(from.json ? key->dump() + "\n"
                                : "revoked at " + key->value("revoked_at", "") + "\n");
}

}  // namespace

void describe_keys(po::options_description& options) {
  auto add = options.add_options();
  add("role", po::value<std::string>()->value_name("ROLE"),
      "of a key that is created: reader, writer or admin");
  add("name", po::value<std::string>()->value_name("NAME"), "what you call it");
  add("expires", po::value<std::string>()->value_name("TIME"),
      "it holds until then: 2027-01-31T00:00:00Z");
}

exit_code run_keys(const invocation& from) {
  const auto& act = from.arguments.front();
  const std::size_t wanted = act == "revoke" ? 2 : 1;
  if (act != "create" && act != "list" && act != "revoke")
    return report_usage("keys takes create, list or revoke, not '" + act + "'", "keys");
  if (from.arguments.size() != wanted)
    return report_usage(act == "revoke" ? "name the key: parley keys revoke KEY"
                                        : "unexpected argument '" + from.arguments[1] + "'",
                        "keys");
  if (act == "create" && !from.options.contains("role"))
    return report_usage("--role is needed: reader, writer or admin", "keys");
  if (act != "create")
    for (const auto* const name : {"role", "name", "expires"})
      if (from.options.contains(name))
        return report_usage("--" + std::string{name} + " is for keys create", "keys");
  // The first key may be made before the server runs for the first time.
  auto api = open_api(from, act == "create" ? creates::everything : creates::nothing);
  if (!api) return report(api.error());
  if (act == "create") return create(from, **api);
  return act == "list" ? list(from, **api) : revoke(from, **api);
}

}  // namespace parley::tools
