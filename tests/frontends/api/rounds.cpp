#include "api_world.hpp"

#define CAF_SUITE api_rounds

using namespace parley::tests;

namespace {

struct one_session : api_world {
  one_session() { create_session("s1"); }
  const std::string at = base + "/sessions/s1";
  reply note(const json& body = json::object()) { return call("POST", at + "/rounds", body); }
};

}  // namespace

CAF_TEST_FIXTURE_SCOPE(api_rounds, one_session)

CAF_TEST(rounds are noted one by one) {
  for (int round = 1; round <= 16; ++round) {
    const auto r = note();
    CAF_CHECK_EQUAL(r.status, 200);
    CAF_CHECK(r["round"] == round);
    CAF_CHECK(r["summary_due"] == (round == 6 || round == 10 || round == 15));
  }
  CAF_CHECK(call("GET", at)["round"] == 16);
  CAF_CHECK(call("GET", at)["turn_count"] == 0);
  CAF_CHECK(call("GET", at)["message_count"] == 0);
}

CAF_TEST(a completed turn notes one too) {
  call("POST", at + "/turns",
       {{"message", {{"role", "user"}, {"content", "q"}}},
        {"answer", {{"role", "assistant"}, {"content", "a"}}}});
  CAF_CHECK(note()["round"] == 2);
  call("POST", at + "/passivate");
  CAF_CHECK(note()["round"] == 3);
}

CAF_TEST(what cannot be noted) {
  const auto r = note({{"rounds", 2}});
  CAF_CHECK_EQUAL(r.status, 400);
  CAF_CHECK(r["code"] == "unknown_field");
  CAF_CHECK(r["field"] == "rounds");
  CAF_CHECK_EQUAL(note(json::array()).status, 400);
  CAF_CHECK_EQUAL(call("POST", base + "/sessions/none/rounds").status, 404);
  call("POST", at + "/close");
  CAF_CHECK(note()["code"] == "session_closed");
  CAF_CHECK(call("GET", at)["round"] == 0);
}

CAF_TEST_FIXTURE_SCOPE_END()
