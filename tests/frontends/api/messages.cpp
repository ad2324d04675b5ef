#include "api_world.hpp"

#define CAF_SUITE api_messages

using namespace parley::tests;

namespace {

struct one_session : api_world {
  one_session() { create_session("s1"); }
  const std::string at = messages_of("s1");

  void fill(int count) {
    for (int i = 0; i < count; ++i) say_in("s1", "m" + std::to_string(i + 1));
  }
};

using numbers = std::vector<std::int64_t>;

}  // namespace

CAF_TEST_FIXTURE_SCOPE(api_messages, one_session)

CAF_TEST(an_append_answers_what_the_server_knows) {
  const auto r =
      call("POST", at, json{{"role", "user"}, {"content", "hi"}, {"message_id", "x\"1"}});
  CAF_CHECK_EQUAL(r.status, 201);
  CAF_CHECK_EQUAL(r.body["seq"], 1);
  CAF_CHECK_EQUAL(r.body["message_id"], "x\"1");
  CAF_CHECK_EQUAL(r.body["sender_id"], "user");
  CAF_CHECK_EQUAL(r.body["role"], "user");
  CAF_CHECK_EQUAL(r.body["status"], "complete");
  CAF_CHECK(r.body["timestamp"].is_string());
  const auto known =
      call("POST", at, json{{"content", "hi"}, {"role", "user"}, {"message_id", "x\"1"}});
  CAF_CHECK_EQUAL(known.status, 200);
  CAF_CHECK_EQUAL(known.body, r.body);
  const auto other =
      call("POST", at, json{{"content", "ho"}, {"role", "user"}, {"message_id", "x\"1"}});
  CAF_CHECK_EQUAL(other.status, 409);
  CAF_CHECK_EQUAL(other.code(), "conflict");
}

CAF_TEST(a_batch_is_all_or_nothing) {
  const json batch{{"messages",
                    {{{"role", "user"}, {"content", "q"}, {"message_id", "a"}},
                     {{"role", "assistant"},
                      {"content", nullptr},
                      {"message_id", "b"},
                      {"tool_calls",
                       {{{"id", "c1"},
                         {"type", "function"},
                         {"function", {{"name", "f"}, {"arguments", "{}"}}}}}}}}}};
  const auto first = call("POST", at, batch);
  CAF_CHECK_EQUAL(first.status, 201);
  CAF_REQUIRE_EQUAL(first.body["messages"].size(), 2u);
  CAF_CHECK_EQUAL(first.body["messages"][1]["seq"], 2);
  CAF_CHECK_EQUAL(call("POST", at, batch).status, 200);
  const auto single = call("POST", at, json{{"messages", {{{"role", "user"}, {"content", "z"}}}}});
  CAF_CHECK_EQUAL(single.body["messages"][0]["seq"], 3);
  auto half = batch;
  half["messages"][0]["content"] = "other";
  half["messages"][1]["message_id"] = "fresh";
  CAF_CHECK_EQUAL(call("POST", at, half).status, 409);
  CAF_CHECK_EQUAL(call("GET", at)["items"].size(), 3u);
}

CAF_TEST(if_match_names_the_last_seq) {
  fill(2);
  const json m{{"role", "user"}, {"content", "x"}};
  CAF_CHECK_EQUAL(call("POST", at, m, {{"If-Match", "\"1\""}}).status, 412);
  CAF_CHECK_EQUAL(call("POST", at, m, {{"If-Match", "\"one\""}}).status, 412);
  CAF_CHECK_EQUAL(call("POST", at, m, {{"If-Match", "two"}}).status, 400);
  CAF_CHECK_EQUAL(call("POST", at, m, {{"If-Match", "\"2\""}}).status, 201);
  CAF_CHECK_EQUAL(call("POST", at, m, {{"If-Match", "*"}}).status, 201);
}

CAF_TEST(pages_go_both_ways) {
  CAF_CHECK_EQUAL(seqs(call("GET", at)), (numbers{}));
  CAF_CHECK_EQUAL(next_of(call("GET", at)), "");
  fill(7);
  CAF_CHECK_EQUAL(seqs(call("GET", at)), (numbers{1, 2, 3, 4, 5, 6, 7}));
  const auto newest = call("GET", at + "?limit=3");
  CAF_CHECK_EQUAL(seqs(newest), (numbers{5, 6, 7}));
  const auto older = call("GET", at + "?limit=3&cursor=" + next_of(newest));
  CAF_CHECK_EQUAL(seqs(older), (numbers{2, 3, 4}));
  const auto oldest = call("GET", at + "?limit=3&cursor=" + next_of(older));
  CAF_CHECK_EQUAL(seqs(oldest), (numbers{1}));
  CAF_CHECK_EQUAL(next_of(oldest), "");
  CAF_CHECK_EQUAL(seqs(call("GET", at + "?before_seq=3")), (numbers{1, 2}));
  CAF_CHECK_EQUAL(next_of(call("GET", at + "?before_seq=3")), "");
  CAF_CHECK_EQUAL(seqs(call("GET", at + "?before_seq=1")), (numbers{}));

  const auto forward = call("GET", at + "?after_seq=0&limit=4");
  CAF_CHECK_EQUAL(seqs(forward), (numbers{1, 2, 3, 4}));
  const auto rest = call("GET", at + "?limit=4&cursor=" + next_of(forward));
  CAF_CHECK_EQUAL(seqs(rest), (numbers{5, 6, 7}));
  CAF_CHECK_EQUAL(next_of(rest), "");
  CAF_CHECK_EQUAL(seqs(call("GET", at + "?after_seq=7")), (numbers{}));
  CAF_CHECK_EQUAL(seqs(call("GET", at + "?after_seq=99999")), (numbers{}));
  CAF_CHECK_EQUAL(seqs(call("GET", at + "?erased=omit&limit=1")), (numbers{7}));

  CAF_CHECK_EQUAL(call("GET", at + "?after_seq=1&before_seq=3").field(), "before_seq");
  CAF_CHECK_EQUAL(call("GET", at + "?after_seq=1&cursor=" + next_of(newest)).field(), "cursor");
  CAF_CHECK_EQUAL(call("GET", at + "?after_seq=-1").field(), "after_seq");
  CAF_CHECK_EQUAL(call("GET", at + "?erased=show").field(), "erased");
}

CAF_TEST(one_message_by_seq_or_id) {
  const auto id = say_in("s1", "first").body["message_id"].get<std::string>();
  call("POST", at, json{{"role", "user"}, {"content", "named"}, {"message_id", "mine"}});
  CAF_CHECK_EQUAL(call("GET", at + "/1")["content"], "first");
  CAF_CHECK_EQUAL(call("GET", at + "/" + id)["seq"], 1);
  CAF_CHECK_EQUAL(call("GET", at + "/mine")["seq"], 2);
  CAF_CHECK_EQUAL(call("GET", at + "/3").status, 404);
  CAF_CHECK_EQUAL(call("GET", at + "/0").status, 404);
  CAF_CHECK_EQUAL(call("GET", at + "/99999999999999999999").status, 404);
  CAF_CHECK_EQUAL(call("GET", at + "/other").status, 404);
  CAF_CHECK_EQUAL(call("GET", at + "/..%2f1").status, 400);
}

CAF_TEST_FIXTURE_SCOPE_END()
