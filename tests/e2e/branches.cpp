#define CAF_SUITE e2e_branches
#include "caf/test/unit_test.hpp"
#include "harness/rest.hpp"
#include "harness/running_server.hpp"

using namespace parley;

namespace {

struct forked {
  e2e::scratch_folder files;
  e2e::running_server server{files.store()};
  e2e::rest api{server.url()};

  forked() {
    api.post("/sessions", {{"session_id", "trip"}});
    for (const auto* text : {"one", "two", "three"}) say("trip", text);
    api.post("/sessions/trip/fork", {{"at_seq", 2}, {"session_id", "plan-b"}});
    say("plan-b", "other three");
    api.post("/sessions/plan-b/fork", {{"at_seq", 3}, {"session_id", "plan-c"}});
    say("plan-c", "four");
  }

  void say(const std::string& id, const std::string& text) {
    CAF_CHECK_EQUAL(
        api.post("/sessions/" + id + "/messages", {{"role", "user"}, {"content", text}}).status,
        201);
  }

  e2e::finished show(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "show");
    arguments.insert(arguments.end(), {"--server", server.url()});
    return e2e::run(arguments);
  }
};

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

CAF_TEST_FIXTURE_SCOPE(e2e_branches, forked)

CAF_TEST(a fork shows where it came from) {
  const auto end = show({"plan-c"});
  CAF_CHECK_EQUAL(end.code, 0);
  CAF_CHECK(contains(end.out, "fork of plan-b at 3, trip at 2\n"));
  CAF_CHECK(contains(end.out, "#4 user (user)"));
  CAF_CHECK(contains(end.out, "other three"));
  CAF_CHECK(!contains(show({"trip"}).out, "fork of"));
  const auto value = domain::json::parse(show({"plan-c", "--json"}).out);
  CAF_CHECK_EQUAL(value.at("lineage").dump(),
                  R"([{"seq":3,"session_id":"plan-b","status":"active"},)"
                  R"({"seq":2,"session_id":"trip","status":"active"}])");
}

CAF_TEST(two branches side by side) {
  const auto end = show({"trip", "--compare", "plan-c"});
  CAF_CHECK_EQUAL(end.code, 0);
  CAF_CHECK(contains(end.out, "the same up to seq 2; trip ends at 3, plan-c at 4"));
  CAF_CHECK(contains(end.out, "user: three"));
  CAF_CHECK(contains(end.out, "user: other three"));
  CAF_CHECK(contains(end.out, "user: four"));
  const auto short_page = show({"trip", "--compare", "plan-c", "--messages", "1"});
  CAF_CHECK(!contains(short_page.out, "user: four") && contains(short_page.out, "..."));
  const auto value = domain::json::parse(show({"trip", "--compare", "plan-c", "--json"}).out);
  CAF_CHECK(value.at("common_seq") == 2);
  CAF_CHECK_EQUAL(show({"trip", "--compare", "nobody"}).code, 3);
  CAF_CHECK_EQUAL(show({"nobody", "--compare", "trip"}).code, 3);
  CAF_CHECK_EQUAL(show({"trip", "--compare", "plan-c", "--messages", "0"}).code, 2);
}

CAF_TEST_FIXTURE_SCOPE_END()
