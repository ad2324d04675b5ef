#include "api_world.hpp"

#define CAF_SUITE api_migration

using namespace parley::tests;
using parley::base::errc;
using parley::base::status;
using parley::protocol::caller;
using parley::protocol::migration_actor;
using parley::protocol::migration_command;
using parley::protocol::migration_status;
using parley::storage::session_ref;

namespace {

/// What the front end said to the one who migrates, and what that one is to answer.
struct told {
  std::vector<migration_command> commands;
  std::vector<session_ref> sessions;
  std::vector<std::string> tenants;
  migration_status answer;
  std::optional<status> refusal;

  caf::result<migration_status> reply() const {
    if (refusal) return parley::protocol::to_error(*refusal);
    return answer;
  }
};

migration_actor::behavior_type scripted(std::shared_ptr<told> by) {
  return {
      [by](parley::protocol::migrate_atom, const caller& who,
           const migration_command& command) -> caf::result<migration_status> {
        by->commands.push_back(command);
        by->tenants.push_back(who.tenant);
        return by->reply();
      },
      [by](parley::protocol::migrate_atom, const caller& who,
           const session_ref& session) -> caf::result<migration_status> {
        by->sessions.push_back(session);
        by->tenants.push_back(who.tenant);
        return by->reply();
      },
      [](parley::protocol::tick_atom) {},
  };
}

struct migrated : api_world {
  std::shared_ptr<told> heard = std::make_shared<told>();
  migration_actor migration = sys.spawn(scripted, heard);
  const std::string path = base + "/migration";

  ~migrated() {
    self->send_exit(caf::actor_cast<caf::actor>(migration), caf::exit_reason::kill);
    migration = nullptr;
    step();
  }

  void attach() {
    self->send(supervisor, parley::protocol::attach_atom_v, migration);
    step();
  }
};

}  // namespace

CAF_TEST_FIXTURE_SCOPE(api_migration, migrated)

CAF_TEST(without_an_archive_there_is_nothing_to_look_at) {
  create_session("s1");
  const struct {
    const char* method;
    std::string target;
  } table[] = {
      {"GET", path},
      {"POST", path + "/start"},
      {"POST", path + "/stop"},
      {"POST", path + "/sessions/s1"},
  };
  for (const auto& entry : table) {
    CAF_MESSAGE(entry.target);
    const auto refused = call(entry.method, entry.target);
    CAF_CHECK_EQUAL(refused.status, 404);
    CAF_CHECK_EQUAL(refused.code(), "not_found");
    CAF_CHECK(refused.text.find("archive.uri") != std::string::npos);
  }
}

CAF_TEST(the_numbers_are_shown) {
  attach();
  heard->answer = {true, 300, 100, 5000, 7, 70, 7000, 2, 3, 1, 44, "the archive is away", {}};
  const json expected{
      {"running", true}, {"interval_s", 300}, {"batch", 100},
      {"rate", 5000},    {"moved", 7},        {"messages", 70},
      {"bytes", 7000},   {"recalled", 2},     {"kept", 3},
      {"failed", 1},     {"lag_s", 44},       {"last_error", "the archive is away"}};
  const auto before = call("GET", path);
  CAF_CHECK_EQUAL(before.status, 200);
  CAF_CHECK(before.body == expected);

  heard->answer.last_round = *parley::base::parse_time("2026-01-02T03:04:05.000006Z");
  auto with_round = expected;
  with_round["last_round"] = "2026-01-02T03:04:05.000006Z";
  for (const std::string target : {"", "/start", "/stop", "/sessions/s1"})
    CAF_CHECK(call(target.empty() ? "GET" : "POST", path + target).body == with_round);
  CAF_CHECK(heard->tenants == std::vector<std::string>(5, "acme"));
}

CAF_TEST(commands_carry_what_was_given) {
  attach();
  using act = migration_command::act;
  const struct {
    std::string target;
    std::string body;
    migration_command expected;
  } table[] = {
      {"/start", "", {act::start, {}, {}, {}}},
      {"/start", "{}", {act::start, {}, {}, {}}},
      {"/start", R"({"interval_s": null, "batch": null})", {act::start, {}, {}, {}}},
      {"/start", R"({"interval_s": 1, "batch": 1, "rate": 0})", {act::start, 1, 1, 0}},
      {"/start",
       R"({"interval_s": 31536000, "batch": 1000, "rate": 10000000})",
       {act::start, 31'536'000, 1'000, 10'000'000}},
      {"/stop", "", {act::stop, {}, {}, {}}},
      {"/stop", R"({"batch": 5})", {act::stop, {}, 5, {}}},
  };
  for (const auto& entry : table) {
    CAF_MESSAGE(entry.target + " " + entry.body);
    heard->commands.clear();
    CAF_CHECK_EQUAL(call("POST", path + entry.target, entry.body).status, 200);
    CAF_REQUIRE_EQUAL(heard->commands.size(), 1u);
    CAF_CHECK(heard->commands.front() == entry.expected);
  }
  heard->commands.clear();
  CAF_CHECK_EQUAL(call("GET", path).status, 200);
  CAF_REQUIRE_EQUAL(heard->commands.size(), 1u);
  CAF_CHECK(heard->commands.front() == migration_command{});
}

CAF_TEST(what_is_not_legal_reaches_nobody) {
  attach();
  const struct {
    std::string target;
    std::string body;
    std::string code;
    std::string field;
  } table[] = {
      {"/start", "[]", "invalid_argument", "body"},
      {"/start", "{", "invalid_argument", "body"},
      {"/start", R"({"interval_s": 0})", "invalid_argument", "interval_s"},
      {"/start", R"({"interval_s": 31536001})", "invalid_argument", "interval_s"},
      {"/start", R"({"interval_s": "1"})", "invalid_argument", "interval_s"},
      {"/start", R"({"interval_s": 1.5})", "invalid_argument", "interval_s"},
      {"/start", R"({"interval_s": 18446744073709551615})", "invalid_argument", "interval_s"},
      {"/start", R"({"batch": 0})", "invalid_argument", "batch"},
      {"/start", R"({"batch": 1001})", "invalid_argument", "batch"},
      {"/stop", R"({"rate": -1})", "invalid_argument", "rate"},
      {"/stop", R"({"rate": 10000001})", "invalid_argument", "rate"},
      {"/start", R"({"rate": 1, "rate": 1})", "invalid_argument", "rate"},
      {"/start", R"({"idle_s": 1})", "unknown_field", "idle_s"},
      {"/sessions/s1", R"({"batch": 1})", "unknown_field", "batch"},
      {"/sessions/a%20b", "", "invalid_argument", "session_id"},
  };
  for (const auto& entry : table) {
    CAF_MESSAGE(entry.target + " " + entry.body);
    const auto refused = call("POST", path + entry.target, entry.body);
    CAF_CHECK_EQUAL(refused.status, 400);
    CAF_CHECK_EQUAL(refused.code(), entry.code);
    CAF_CHECK_EQUAL(refused.field(), entry.field);
  }
  CAF_CHECK(heard->commands.empty());
  CAF_CHECK(heard->sessions.empty());
}

CAF_TEST(one_session_is_named_by_the_path) {
  attach();
  CAF_CHECK_EQUAL(call("POST", path + "/sessions/a:b~c").status, 200);
  CAF_CHECK_EQUAL(call("POST", "/v1/tenants/other/migration/sessions/s2", "{}").status, 200);
  CAF_CHECK(heard->sessions == (std::vector<session_ref>{{"acme", "a:b~c"}, {"other", "s2"}}));
}

CAF_TEST(why_a_session_stays_is_said) {
  attach();
  const struct {
    status why;
    int code;
  } table[] = {
      {{errc::conflict, "forks", "Another session shares its messages."}, 409},
      {{errc::not_found, "", "There is no such session."}, 404},
      {{errc::unavailable, "", "The archive is away.", 1000}, 503},
  };
  for (const auto& entry : table) {
    heard->refusal = entry.why;
    const auto refused = call("POST", path + "/sessions/s1");
    CAF_CHECK_EQUAL(refused.status, entry.code);
    CAF_CHECK_EQUAL(refused.field(), entry.why.field);
    CAF_CHECK(refused.text.find(entry.why.text) != std::string::npos);
  }
}

CAF_TEST_FIXTURE_SCOPE_END()
