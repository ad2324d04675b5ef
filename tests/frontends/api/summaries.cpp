#include "api_world.hpp"

#include "actors/context.hpp"
#include "actors/summarizer.hpp"
#include "parley/models/extractive.hpp"

#define CAF_SUITE api_summaries

using namespace parley;
using namespace parley::tests;

namespace {

/// With the built-in summarizer, which answers at once.
struct summarizing : api_world {
  const std::string trip = base + "/sessions/trip";
  protocol::summarizer_actor summarizer;
  protocol::context_actor contexts;

  summarizing() {
    env->summaries.automatic = true;
    std::shared_ptr<models::summarizer> model = models::make_extractive().value();
    summarizer = sys.spawn(actors::summarizer, env,
                           actors::summarizer_peers{supervisor, slow, sys.spawn(actors::clock), model});
    contexts = sys.spawn(actors::context_builder, env, slow);
    self->send(supervisor, protocol::attach_atom_v, summarizer);
    self->send(supervisor, protocol::attach_atom_v, contexts);
    step();
    create_session("trip");
  }

  ~summarizing() {
    self->send_exit(caf::actor_cast<caf::actor>(summarizer), caf::exit_reason::kill);
    self->send_exit(caf::actor_cast<caf::actor>(contexts), caf::exit_reason::kill);
    summarizer = nullptr;
    contexts = nullptr;
    step();
  }

  void talk(int rounds) {
    for (int i = 0; i < rounds; ++i) {
      const json said = {{{"role", "user"}, {"content", "Where is order A" + std::to_string(i) + "?"}},
                         {{"role", "assistant"}, {"content", "It was sent on 2026-03-0" + std::to_string(1 + i % 9) + "."}}};
      CAF_REQUIRE_EQUAL(call("POST", trip + "/messages", json{{"messages", said}}).status, 201);
      CAF_REQUIRE_EQUAL(call("POST", trip + "/rounds").status, 200);
    }
  }
};

}  // namespace

CAF_TEST_FIXTURE_SCOPE(api_summaries, summarizing)

CAF_TEST(summaries_are_listed_and_found) {
  talk(11);
  const auto all = call("GET", trip + "/summaries");
  CAF_REQUIRE_EQUAL(all.status, 200);
  CAF_REQUIRE_EQUAL(all.body["items"].size(), 2u);
  const auto first = all.body["items"][0];
  CAF_CHECK(first["round"] == 6 && first["from_seq"] == 1 && first["to_seq"] == 6);
  CAF_CHECK(all.body["items"][1]["previous_summary_id"] == first["summary_id"]);
  const auto one = call("GET", trip + "/summaries/" + first["summary_id"].get<std::string>());
  CAF_CHECK(one.status == 200 && one.body == first);
  CAF_CHECK_EQUAL(call("GET", trip + "/summaries/none").status, 404);
  CAF_CHECK_EQUAL(call("GET", base + "/sessions/none/summaries").status, 404);
  const auto page = call("GET", trip + "/summaries?limit=1");
  CAF_CHECK_EQUAL(page.body["items"].size(), 1u);
  CAF_REQUIRE(page.body["next"].is_string());
  const auto rest = call("GET", trip + "/summaries?limit=1&cursor=" + page.body["next"].get<std::string>());
  CAF_CHECK(rest.body["items"][0] == all.body["items"][1] && rest.body["next"].is_null());
}

CAF_TEST(one_is_made_when_somebody_asks) {
  env->summaries.automatic = false;
  talk(8);
  const auto later = call("POST", trip + "/summarize");
  CAF_CHECK_EQUAL(later.status, 202);
  CAF_CHECK(later.body["task"]["kind"] == "summarize");
  step();
  CAF_CHECK_EQUAL(call("GET", trip + "/summaries").body["items"].size(), 1u);
  const auto nothing = call("POST", trip + "/summarize", json{{"wait", true}});
  CAF_CHECK(nothing.status == 200 && nothing.body["summary"].is_null());
  CAF_CHECK(nothing.body["reason"] == "nothing_to_do");
  talk(4);
  const auto made = call("POST", trip + "/summarize",
                         json{{"wait", true}, {"external_memory_keys", {"order"}}});
  CAF_CHECK(made.status == 200 && made.body["summary"]["external_memory_keys"] == json({"order"}));
  CAF_CHECK(made.body["summary"]["reason"] == "asked");
}

CAF_TEST(bad_requests_say_what_is_wrong) {
  talk(1);
  const std::pair<json, std::string> summarize[] = {
      {{{"round", -1}}, "round"},
      {{{"round", "x"}}, "round"},
      {{{"external_memory_keys", "x"}}, "external_memory_keys"},
      {{{"external_memory_keys", {""}}}, "external_memory_keys"},
      {{{"wait", 1}}, "wait"},
      {{{"wat", 1}}, "wat"},
      {json::array(), "body"}};
  for (const auto& [body, field] : summarize) {
    const auto r = call("POST", trip + "/summarize", body);
    CAF_CHECK_EQUAL(r.status, 400);
    CAF_CHECK_EQUAL(r.field(), field);
  }
  CAF_CHECK_EQUAL(call("POST", base + "/sessions/none/summarize").status, 404);
  const std::pair<json, std::string> context[] = {
      {{{"max_tokens", 0}}, "max_tokens"},
      {{{"max_tokens", "x"}}, "max_tokens"},
      {{{"max_tokens", 10}, {"reserve", 11}}, "reserve"},
      {{{"pending", "maybe"}}, "pending"},
      {{{"retrieved", 1}}, "retrieved"},
      {{{"retrieved", {1}}}, "retrieved"},
      {{{"as_participant", "nobody"}}, "as_participant"},
      {{{"current_prompt_seq", 99}}, "current_prompt_seq"},
      {{{"tools", "x"}}, "tools"},
      {{{"unknown", 1}}, "unknown"}};
  for (const auto& [body, field] : context) {
    const auto r = call("POST", trip + "/context", body);
    CAF_CHECK_EQUAL(r.status, 400);
    CAF_CHECK_EQUAL(r.field(), field);
  }
  const auto small = call("GET", trip + "/context?max_tokens=3");
  CAF_CHECK_EQUAL(small.status, 422);
  CAF_CHECK_EQUAL(small.code(), "budget_too_small");
  CAF_CHECK_EQUAL(call("GET", trip + "/context?max_tokens=1e3").field(), "max_tokens");
  CAF_CHECK_EQUAL(call("GET", trip + "/context?tools=[").field(), "tools");
  CAF_CHECK_EQUAL(call("GET", trip + "/context?budget=3").status, 400);
}

CAF_TEST(a_context_is_the_same_by_get_and_post) {
  talk(3);
  const json tools = {{{"type", "function"}, {"function", {{"name", "look"}, {"parameters", json::object()}}}}};
  const auto posted = call("POST", trip + "/context",
                           json{{"max_tokens", 900}, {"reserve", 100}, {"retrieved", {"a fact"}},
                                {"system_prompt", "be brief"}, {"pending", "omit"}, {"tools", tools}});
  CAF_REQUIRE_EQUAL(posted.status, 200);
  CAF_CHECK(posted.body["report"]["budget"] == 800);
  CAF_CHECK(posted.body["report"]["tokens"]["tools"] > 0);
  CAF_CHECK(posted.body["messages"][0]["content"] == "be brief");
  CAF_CHECK(posted.body["messages"][1]["content"].get<std::string>().find("a fact") != std::string::npos);
  const auto got = call("GET", trip + "/context?max_tokens=900&reserve=100&retrieved=a%20fact&system_prompt=be%20brief"
                               "&pending=omit&tools=%5B%7B%22type%22%3A%22function%22%2C%22function%22%3A%7B%22name%22%3A"
                               "%22look%22%2C%22parameters%22%3A%7B%7D%7D%7D%5D");
  CAF_CHECK(got.body == posted.body);
  CAF_CHECK(call("POST", trip + "/context").body["report"]["budget"] == 8000);
}

CAF_TEST_FIXTURE_SCOPE_END()
