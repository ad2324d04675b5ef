#define CAF_SUITE e2e_context
#include <algorithm>
#include <iostream>

#include "caf/test/unit_test.hpp"
#include "harness/rest.hpp"
#include "harness/running_server.hpp"

// Summaries and contexts as a user of the program meets them.

using namespace parley;
using e2e::json;

namespace {

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

void talk(e2e::rest& api, const std::string& id, int rounds) {
  for (int n = 1; n <= rounds; ++n) {
    const auto number = std::to_string(n);
    const json said = {{{"role", "user"}, {"content", "Please book flight HAT" + number + " to Oslo."}},
                       {{"role", "assistant"},
                        {"content", "Booked: reservation ZK" + number + "Q costs $" + number + "20."}}};
    CAF_REQUIRE_EQUAL(api.post("/sessions/" + id + "/messages", {{"messages", said}}).status, 201);
    CAF_REQUIRE_EQUAL(api.post("/sessions/" + id + "/rounds", json::object()).status, 200);
  }
}

/// The summaries, when there are so many.
json summaries(e2e::running_server& server, e2e::rest& api, const std::string& id, std::size_t wanted) {
  for (int i = 0; i < 500; ++i) {
    const auto found = api.get("/sessions/" + id + "/summaries");
    CAF_REQUIRE_EQUAL(found.status, 200);
    if (found.body["items"].size() >= wanted) return found.body["items"];
    CAF_REQUIRE(!server.child().ends_within(std::chrono::milliseconds{20}));
  }
  CAF_FAIL("there are too few summaries");
  return {};
}

}  // namespace

CAF_TEST(a_conversation_is_summarized_by_itself) {
  e2e::scratch_folder files;
  json made;
  {
    e2e::running_server server{files.store()};
    e2e::rest api{server.url()};
    CAF_REQUIRE_EQUAL(api.post("/sessions", {{"session_id", "trip"}}).status, 201);
    talk(api, "trip", 6);
    made = summaries(server, api, "trip", 1);
    CAF_CHECK(made[0]["from_seq"] == 1 && made[0]["to_seq"] == 6);
    CAF_CHECK(made[0]["model"] == "extractive" && made[0]["reason"] == "round");
    CAF_CHECK(contains(made[0]["text"], "ZK1Q"));
    const auto context = api.get("/sessions/trip/context?max_tokens=600");
    CAF_REQUIRE_EQUAL(context.status, 200);
    CAF_CHECK(context.body["report"]["summary_id"] == made[0]["summary_id"]);
    CAF_CHECK(context.body["report"]["included"]["from_seq"] == 7);
    CAF_CHECK(context.body["report"]["tokens"]["total"] <= 600);
    CAF_CHECK(context.body["messages"].back()["content"] == "Booked: reservation ZK6Q costs $620.");
    CAF_CHECK(api.get("/sessions/trip").body["message_count"] == 12);
    CAF_CHECK_EQUAL(api.get("/sessions/trip/context?max_tokens=2").status, 422);
    CAF_CHECK_EQUAL(api.get("/sessions/trip/context?max_tokens=x").status, 400);
    CAF_CHECK_EQUAL(api.get("/sessions/none/context").status, 404);
    const auto nothing = api.post("/sessions/trip/summarize", {{"wait", true}});
    CAF_CHECK(nothing.status == 200 && nothing.body["summary"].is_null());
    CAF_CHECK_EQUAL(api.post("/sessions/trip/summarize", {{"wat", true}}).status, 400);
    server.kill_hard();
  }
  e2e::running_server server{files.store()};
  e2e::rest api{server.url()};
  CAF_CHECK(api.get("/sessions/trip/summaries").body["items"] == made);

  const auto shown = e2e::run({"context", "trip", "--max-tokens", "600", "--server", server.url()});
  CAF_CHECK_EQUAL(shown.code, 0);
  CAF_CHECK(contains(shown.out, "assistant: Booked: reservation ZK6Q costs $620."));
  CAF_CHECK(contains(shown.err, "characters/4 (an estimate)"));
  CAF_CHECK(contains(e2e::run({"summaries", "trip", "--server", server.url()}).out, "messages 1 to 6"));
  CAF_CHECK_EQUAL(e2e::run({"context", "none", "--server", server.url()}).code, 3);

  // What is erased is in no summary, and another one is made.
  CAF_REQUIRE_EQUAL(api.erase("/sessions/trip/messages/2").status, 200);
  const auto again = summaries(server, api, "trip", 2);
  CAF_CHECK(again[0]["stale"] == true && again[0]["text"] == "");
  CAF_CHECK(again[1]["stale"] == false && again[1]["reason"] == "stale");
  CAF_CHECK(!contains(again[1]["text"], "ZK1Q"));
  server.stop();
  const auto checked = e2e::run({"doctor", "--store", files.store()});
  CAF_CHECK_EQUAL(checked.code, 0);
  if (checked.code != 0) std::cerr << checked.out << checked.err;
}

CAF_TEST(summaries_travel_with_an_export) {
  e2e::scratch_folder files;
  json made;
  {
    e2e::running_server server{files.store()};
    e2e::rest api{server.url()};
    api.post("/sessions", {{"session_id", "trip"}});
    talk(api, "trip", 11);
    api.post("/sessions/trip/summarize", {{"wait", true}});
    const auto latest = summaries(server, api, "trip", 1).back();
    // Made again of the same messages, it is what the next one goes on from.
    const auto answer = api.post("/sessions/trip/summarize", {{"wait", true}, {"again", true}});
    CAF_REQUIRE_EQUAL(answer.status, 200);
    const auto again = answer.body["summary"];
    CAF_CHECK(again["summary_id"] != latest["summary_id"] && again["reason"] == "asked");
    for (const auto* same : {"from_seq", "to_seq", "text", "previous_summary_id", "round"})
      CAF_CHECK(again[same] == latest[same]);
    const auto shown = e2e::run({"summaries", "trip", "--again", "--json", "--server", server.url()});
    CAF_CHECK_EQUAL(shown.code, 0);
    talk(api, "trip", 5);
    api.post("/sessions/trip/summarize", {{"wait", true}});
    made = api.get("/sessions/trip/summaries").body["items"];
    CAF_CHECK(std::any_of(made.begin(), made.end(), [&](const json& s) {
      return s["from_seq"] == latest["to_seq"].get<int>() + 1;
    }));
    server.stop();
  }
  const auto exported = e2e::run({"export", "--store", files.store()});
  CAF_REQUIRE_EQUAL(exported.code, 0);
  const auto file = files.write("export.jsonl", exported.out);
  const auto other = files.store("other.db");
  for (int i = 0; i < 2; ++i) {
    const auto imported = e2e::run({"import", file, "--store", other, "--json"});
    CAF_CHECK_EQUAL(imported.code, 0);
    if (imported.code != 0) std::cerr << imported.out << imported.err;
  }
  const auto there = e2e::run({"summaries", "trip", "--store", other, "--json"});
  std::string expected;
  for (const auto& s : made) expected += s.dump() + "\n";
  CAF_CHECK_EQUAL(there.out, expected);
  CAF_CHECK_EQUAL(e2e::run({"doctor", "--store", other}).code, 0);
}
