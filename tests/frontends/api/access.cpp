#define CAF_SUITE access
#include "frontends/api/access_world.hpp"
#include "frontends/http/api/access/door.hpp"

// Who is let in, and to what: generated from the route table.

using namespace parley;
using namespace parley::tests;
using frontends::http::api::needed;
using frontends::http::api::pattern_segments;
using frontends::http::api::permission;
using frontends::http::api::route;
using frontends::http::api::routes;

namespace {

constexpr access_role all_roles[] = {access_role::reader, access_role::writer, access_role::admin};

/// What only acme knows, in everything that it has.
constexpr const char* secret = "walnut";

/// A path of the route: the tenant as given, everything else what acme has.
std::string path_of(const route& to, const std::string& tenant, const std::string& key_id) {
  const std::map<std::string_view, std::string> filled{
      {"{tenant}", tenant},      {"{session}", "s1"},    {"{message}", "1"},
      {"{participant}", "ann"},  {"{key}", "note"},      {"{turn}", "t1"},
      {"{letter}", "1"},         {"{user}", "ann"},      {"{summary}", "sum1"},
      {"{conversation}", "c1"},  {"{item}", "item_1"},   {"{key_id}", key_id}};
  std::string path;
  for (const auto segment : pattern_segments(to.pattern)) {
    const auto found = filled.find(segment);
    path += "/" + (found == filled.end() ? std::string(segment) : found->second);
  }
  return path;
}

bool of_tenant(const route& to) { return to.pattern.starts_with("/v1/tenants/"); }

/// The lowest role that the law gives each route (SPEC 10; README, Keys).
const std::map<std::string_view, access_role>& admin_routes() {
  static const std::map<std::string_view, access_role> table{
      {"exportTenant", access_role::admin},   {"importLines", access_role::admin},
      {"eraseUser", access_role::admin},      {"getRetention", access_role::admin},
      {"putRetention", access_role::admin},   {"dryRunRetention", access_role::admin},
      {"getMigration", access_role::admin},   {"startMigration", access_role::admin},
      {"stopMigration", access_role::admin},  {"migrateSession", access_role::admin},
      {"createKey", access_role::admin},      {"listKeys", access_role::admin},
      {"revokeKey", access_role::admin},      {"makeContext", access_role::reader}};
  return table;
}

access_role role_of(const route& to) {
  const auto found = admin_routes().find(to.operation);
  if (found != admin_routes().end()) return found->second;
  return to.method == "GET" ? access_role::reader : access_role::writer;
}

struct guarded_world : access_world {
  guarded_world() {
    const auto writer = as("acme", access_role::writer);
    const json session{{"session_id", "s1"},
                       {"user_id", "ann"},
                       {"metadata", {{"note", secret}}},
                       {"system_prompt", secret}};
    CAF_REQUIRE(call("POST", base + "/sessions", session, writer).status == 201);
    for (int i = 0; i < 3; ++i)
      CAF_REQUIRE(call("POST", messages_of("s1"),
                       json{{"role", "user"}, {"content", secret}}, writer)
                      .status == 201);
    CAF_REQUIRE(call("POST", base + "/sessions/s1/turns",
                     json{{"message", {{"role", "user"}, {"content", secret}}}},
                     writer)
                    .status == 201);
    for (const auto* id : {"s2", "s3"})
      CAF_REQUIRE(call("POST", base + "/sessions",
                       json{{"session_id", id}, {"metadata", {{"note", secret}}}}, writer)
                      .status == 201);
  }

  std::string path(const route& to, const std::string& tenant) {
    return path_of(to, tenant, tokens.at("acme").at(access_role::reader).key.key_id);
  }

  /// Everything that acme has is as it was.
  bool untouched() {
    const auto r = call("GET", messages_of("s1"), "", as("acme", access_role::reader));
    return r.status == 200 && r["items"].size() == 4 && r.text.find(secret) != std::string::npos &&
           call("GET", base + "/keys", "", as("acme", access_role::admin))["items"].size() == 3;
  }
};

}  // namespace

CAF_TEST_FIXTURE_SCOPE(access_tests, guarded_world)

CAF_TEST(every route without a key) {
  std::size_t open = 0;
  for (const auto& to : routes()) {
    const auto answer = call(std::string(to.method), path(to, "acme"), "{}");
    CAF_MESSAGE(to.operation);
    if (needed(to) == permission::anyone) {
      ++open;
      CAF_CHECK(answer.status == 200 || answer.status == 503);
      continue;
    }
    CAF_CHECK_EQUAL(answer.status, 401);
    CAF_CHECK_EQUAL(answer.header("WWW-Authenticate"), "Bearer");
    CAF_CHECK(answer.text.find(secret) == std::string::npos);
  }
  CAF_CHECK_EQUAL(open, 3u);
  CAF_CHECK(untouched());
}

CAF_TEST(every route with a wrong key) {
  const auto right = tokens["acme"][access_role::admin].token;
  auto wrong = right;
  wrong.back() = wrong.back() == '0' ? '1' : '0';
  const header_list tries[] = {
      bearer(wrong), bearer(""), bearer(right + " x"), {{"Authorization", "Basic " + right}},
      {{"Authorization", right}}, {{"X-Api-Key", right}}};
  for (const auto& to : routes())
    for (const auto& headers : tries)
      if (needed(to) != permission::anyone)
        CAF_CHECK_EQUAL(call(std::string(to.method), path(to, "acme"), "{}", headers).status, 401);
  CAF_CHECK(untouched());
}

CAF_TEST(every route of a tenant with the key of another) {
  std::size_t tried = 0;
  for (const auto& to : routes()) {
    if (!of_tenant(to)) continue;
    for (const auto role : all_roles) {
      ++tried;
      const auto answer =
          call(std::string(to.method), path(to, "acme"), "{}", as("globex", role));
      CAF_MESSAGE(to.operation);
      CAF_CHECK_EQUAL(answer.status, 403);
      CAF_CHECK(answer.text.find(secret) == std::string::npos);
    }
  }
  CAF_CHECK(tried > 150);
  CAF_CHECK(untouched());
}

CAF_TEST(paths without a route and illegal ids of another tenant) {
  for (const std::string rest : {"", "/nothing", "/sessions/s1/nothing", "/sessions/%20", "//"})
    CAF_CHECK_EQUAL(call("GET", base + rest, "", as("globex", access_role::admin)).status, 403);
  CAF_CHECK_EQUAL(call("DELETE", base + "/stats", "", as("globex", access_role::admin)).status, 403);
  CAF_CHECK_EQUAL(call("GET", base + "/nothing", "", as("acme", access_role::reader)).status, 404);
  CAF_CHECK_EQUAL(call("GET", "/nothing", "", {}).status, 401);
  // The tenant of a header is none.
  auto headers = as("globex", access_role::admin);
  headers.emplace_back("X-Tenant", "acme");
  CAF_CHECK(call("GET", "/v1/tenants/globex/sessions", "", headers)["items"].empty());
}

CAF_TEST(ids of another tenant name nothing) {
  for (const auto& to : routes()) {
    if (needed(to) == permission::anyone || to.operation == "createKey") continue;
    const auto answer = call(std::string(to.method), path(to, "globex"), "{}",
                             as("globex", access_role::admin));
    CAF_MESSAGE(to.operation);
    CAF_CHECK(answer.text.find(secret) == std::string::npos);
  }
  CAF_CHECK(untouched());
}

CAF_TEST(cursors of another tenant show nothing of it) {
  const auto reader = as("acme", access_role::reader);
  const std::string lists[] = {"/sessions?limit=1", "/sessions/s1/messages?limit=1",
                               "/search?limit=1&q=" + std::string(secret)};
  for (const auto& list : lists) {
    const auto page = call("GET", base + list, "", reader);
    if (page.status != 200 || next_of(page).empty()) continue;
    const auto answer = call("GET", "/v1/tenants/globex" + list + "&cursor=" + next_of(page), "",
                             as("globex", access_role::reader));
    CAF_CHECK(answer.text.find(secret) == std::string::npos);
    CAF_CHECK(answer.status != 200 || answer["items"].empty());
  }
}

CAF_TEST(conversations are those of the key) {
  const auto made = call("POST", "/v1/conversations", json{{"metadata", {{"note", secret}}}},
                         as("acme", access_role::writer));
  CAF_REQUIRE(made.status == 200);
  const auto id = made["id"].get<std::string>();
  const auto target = "/v1/conversations/" + id;
  CAF_CHECK_EQUAL(call("GET", target, "", as("acme", access_role::reader)).status, 200);
  for (const auto* method : {"GET", "DELETE"}) {
    const auto answer = call(method, target, "", as("globex", access_role::admin));
    CAF_CHECK_EQUAL(answer.status, 404);
    CAF_CHECK(answer.text.find(secret) == std::string::npos);
  }
  CAF_CHECK(call("GET", "/v1/conversations", "", as("globex", access_role::reader))
                .text.find(secret) == std::string::npos);
  CAF_CHECK_EQUAL(call("DELETE", target, "", as("acme", access_role::reader)).status, 403);
  const auto stranger = call("GET", target);
  CAF_CHECK_EQUAL(stranger.status, 401);
  CAF_CHECK(stranger["error"].is_object());
}

CAF_TEST(every route with each role) {
  std::size_t refused = 0;
  for (const auto role : all_roles)
    for (const auto& to : routes()) {
      const bool free = needed(to) == permission::anyone || needed(to) == permission::any_key;
      const auto answer = call(std::string(to.method), path(to, "globex"), "{}",
                               as("globex", role));
      const bool may = free || includes(role, role_of(to));
      CAF_MESSAGE(to.operation << " as " << to_string(role));
      CAF_CHECK_EQUAL(answer.status == 403, !may);
      refused += answer.status == 403;
    }
  CAF_CHECK(refused > 50);
}

CAF_TEST(a node without keys lets everybody on the machine in) {
  ring->publish({});
  CAF_CHECK_EQUAL(call("GET", base + "/sessions").status, 200);
  const auto with = [&](const std::string& method, header_list headers) {
    return call(method, base + "/sessions", method == "POST" ? "{}" : "", std::move(headers)).status;
  };
  for (const auto* host : {"127.0.0.1:8420", "localhost", "LOCALHOST:1", "[::1]:8420", "a.localhost"})
    CAF_CHECK_EQUAL(with("GET", {{"Host", host}}), 200);
  for (const auto* host : {"evil.example", "127.0.0.1.evil.example", "localhost.evil.example", ""})
    CAF_CHECK_EQUAL(with("GET", {{"Host", host}}), 403);
  CAF_CHECK_EQUAL(with("POST", {{"Origin", "https://evil.example"}, {"Host", "localhost"}}), 403);
  CAF_CHECK_EQUAL(with("POST", {{"Origin", "null"}, {"Host", "localhost"}}), 403);
  CAF_CHECK_EQUAL(with("POST", {{"Origin", "http://localhost:9"}, {"Host", "localhost:9"}}), 201);
}

CAF_TEST(what the operator may do) {
  const std::string token(40, 'o');
  rules.access.operator_digest = frontends::http::api::digest_of_token(token);
  open();
  for (const auto& to : routes()) {
    const auto answer =
        call(std::string(to.method), path(to, "acme"), R"({"role": "reader"})", bearer(token));
    const auto permission = needed(to);
    const bool may = permission == permission::keys || permission == permission::any_key ||
                     permission == permission::anyone;
    CAF_MESSAGE(to.operation);
    CAF_CHECK_EQUAL(answer.status == 403, !may);
    CAF_CHECK(answer.status != 401);
  }
  ring->publish({});
  CAF_CHECK_EQUAL(call("GET", base + "/sessions").status, 401);
}

CAF_TEST(pages of other sites) {
  rules.access.origins = {"https://app.example"};
  open();
  const auto asked = [&](const std::string& origin) {
    auto headers = as("acme", access_role::reader);
    headers.emplace_back("Origin", origin);
    return call("GET", base + "/sessions", "", headers);
  };
  CAF_CHECK_EQUAL(asked("https://app.example").header("Access-Control-Allow-Origin"),
                  "https://app.example");
  CAF_CHECK_EQUAL(asked("https://app.example").header("Vary"), "Origin");
  CAF_CHECK_EQUAL(asked("https://evil.example").header("Access-Control-Allow-Origin"), "");
  const auto before = [&](const std::string& origin) {
    return call("OPTIONS", base + "/sessions", "",
                {{"Origin", origin}, {"Access-Control-Request-Method", "POST"}});
  };
  const auto told = before("https://app.example");
  CAF_CHECK_EQUAL(told.status, 204);
  CAF_CHECK_EQUAL(told.header("Access-Control-Allow-Origin"), "https://app.example");
  CAF_CHECK(told.header("Access-Control-Allow-Methods").find("POST") != std::string::npos);
  CAF_CHECK(told.header("Access-Control-Allow-Headers").find("Authorization") != std::string::npos);
  CAF_CHECK_EQUAL(before("https://evil.example").header("Access-Control-Allow-Methods"), "");
  // A failure can be read, too.
  CAF_CHECK_EQUAL(call("GET", base + "/sessions", "", {{"Origin", "https://app.example"}})
                      .header("Access-Control-Allow-Origin"),
                  "https://app.example");
}

CAF_TEST(requests above the rate wait) {
  rules.key_requests_s = 10;
  rules.tenant_requests_s = 15;
  open();
  const auto ask = [&](const std::string& tenant, access_role role) {
    return call("GET", "/v1/tenants/" + tenant + "/sessions", "", as(tenant, role));
  };
  for (int i = 0; i < 10; ++i) CAF_CHECK_EQUAL(ask("acme", access_role::reader).status, 200);
  const auto refused = ask("acme", access_role::reader);
  CAF_CHECK_EQUAL(refused.status, 429);
  CAF_CHECK_EQUAL(refused.code(), "rate_limited");
  CAF_CHECK_EQUAL(refused.header("Retry-After"), "1");
  for (int i = 0; i < 5; ++i) CAF_CHECK_EQUAL(ask("acme", access_role::admin).status, 200);
  CAF_CHECK_EQUAL(ask("acme", access_role::admin).status, 429);
  CAF_CHECK_EQUAL(ask("globex", access_role::reader).status, 200);
  clock.advance(std::chrono::milliseconds{100});
  CAF_CHECK_EQUAL(ask("acme", access_role::reader).status, 200);
}

CAF_TEST(what is open at the same time is limited) {
  rules.key_connections = 2;
  rules.tenant_connections = 3;
  open();
  using slot = decltype(send("GET", "", "", {}));
  std::vector<slot> streams;
  const auto follow = [&](const std::string& tenant, access_role role) {
    streams.push_back(
        send("GET", "/v1/tenants/" + tenant + "/events", "", as(tenant, role)));
    step();
    return (*streams.back())->status;
  };
  const auto ask = [&](access_role role) {
    return call("GET", base + "/sessions", "", as("acme", role));
  };
  // What was answered is not open any more.
  for (int i = 0; i < 5; ++i) CAF_CHECK_EQUAL(ask(access_role::reader).status, 200);
  CAF_CHECK_EQUAL(follow("acme", access_role::reader), 200);
  CAF_CHECK_EQUAL(follow("acme", access_role::reader), 200);
  const auto refused = ask(access_role::reader);
  CAF_CHECK_EQUAL(refused.status, 429);
  CAF_CHECK_EQUAL(refused.code(), "rate_limited");
  CAF_CHECK_EQUAL(refused.header("Retry-After"), "1");
  CAF_CHECK_EQUAL(ask(access_role::admin).status, 200);
  CAF_CHECK_EQUAL(follow("acme", access_role::admin), 200);
  CAF_CHECK_EQUAL(ask(access_role::admin).status, 429);
  CAF_CHECK_EQUAL(follow("globex", access_role::reader), 200);
  streams.erase(streams.begin());
  step();
  CAF_CHECK_EQUAL(ask(access_role::admin).status, 200);
  CAF_CHECK_EQUAL(ask(access_role::reader).status, 200);
  // An export is open until the last of it was taken.
  streams.clear();
  for (const int status : {200, 200, 429}) {
    streams.push_back(send("GET", base + "/export", "", as("acme", access_role::admin)));
    step();
    CAF_CHECK_EQUAL((*streams.back())->status, status);
  }
}

CAF_TEST(a place is given back with its last copy) {
  frontends::http::api::concurrency_limiter limiter{1};
  auto first = limiter.take("a");
  CAF_REQUIRE(first.has_value());
  CAF_CHECK(!limiter.take("a"));
  CAF_CHECK(limiter.take("b").has_value());
  auto copy = *first;
  first.reset();
  CAF_CHECK(!limiter.take("a"));
  copy.reset();
  CAF_CHECK_EQUAL(limiter.names(), 0u);
  CAF_CHECK(limiter.take("a").has_value());
}

CAF_TEST(keys over the wire) {
  const auto admin = as("acme", access_role::admin);
  const auto made = call("POST", base + "/keys", R"({"role": "writer", "name": "bot"})", admin);
  CAF_CHECK_EQUAL(made.status, 201);
  CAF_CHECK_EQUAL(made.header("Cache-Control"), "no-store");
  const auto token = made["token"].get<std::string>();
  CAF_CHECK_EQUAL(call("GET", base + "/sessions", "", bearer(token)).status, 200);
  const auto list = call("GET", base + "/keys", "", admin);
  CAF_CHECK_EQUAL(list["items"].size(), 4u);
  CAF_CHECK(list.text.find("token") == std::string::npos);
  CAF_CHECK(list.text.find("digest") == std::string::npos);
  const auto target = base + "/keys/" + made["key_id"].get<std::string>();
  CAF_CHECK(call("DELETE", target, "", admin)["revoked_at"].is_string());
  CAF_CHECK_EQUAL(call("GET", base + "/sessions", "", bearer(token)).status, 401);
  CAF_CHECK_EQUAL(call("DELETE", base + "/keys/aaaaaaaaaaaaaaaaaaaa", "", admin).status, 404);
  CAF_CHECK_EQUAL(call("POST", base + "/keys", R"({"role": "king"})", admin).field(), "role");
}

CAF_TEST(a stream ends with its key) {
  const auto made = mint("acme", access_role::reader);
  auto slot = send("GET", base + "/sessions/s1/events?from=0", "", bearer(made.token));
  step();
  CAF_REQUIRE(slot->has_value());
  CAF_REQUIRE((*slot)->status == 200);
  std::string told;
  bool over = false;
  const auto pull = [&] {
    (*slot)->stream->next([&](frontends::http::transport::body_source::part part) {
      over = part && !*part;
      if (part && *part) told += **part;
    });
    step();
  };
  pull();
  CAF_CHECK(told.find(secret) != std::string::npos);
  told.clear();
  auto asker = who();
  CAF_REQUIRE(take(begin_at<domain::api_key>(keys, protocol::revoke_atom_v, asker,
                                             made.key.key_id))
                  .has_value());
  for (int i = 0; i < 3 && !over; ++i) pull();
  CAF_CHECK(over);
  CAF_CHECK(told.find(secret) == std::string::npos);
}

CAF_TEST_FIXTURE_SCOPE_END()
