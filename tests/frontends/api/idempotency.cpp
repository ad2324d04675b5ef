#include "api_world.hpp"

#define CAF_SUITE api_idempotency

using namespace parley::tests;

namespace {

const header_list with_key{{"Idempotency-Key", "k-1"}};

struct one_session : api_world {
  one_session() { create_session("s1"); }
  const std::string at = base + "/sessions/s1";
};

}  // namespace

CAF_TEST_FIXTURE_SCOPE(api_idempotency, one_session)

CAF_TEST(an_append_is_done_once) {
  const json body{{"role", "user"}, {"content", "hi"}};
  const auto first = call("POST", at + "/messages", body, with_key);
  CAF_CHECK_EQUAL(first.status, 201);
  CAF_CHECK_EQUAL(first.header("Idempotency-Replayed"), "");
  const auto again = call("POST", at + "/messages", body, with_key);
  CAF_CHECK_EQUAL(again.status, 201);
  CAF_CHECK_EQUAL(again.text, first.text);
  CAF_CHECK_EQUAL(again.header("Idempotency-Replayed"), "true");
  CAF_CHECK_EQUAL(call("GET", at)["last_seq"], 1);

  const auto other =
      call("POST", at + "/messages", json{{"role", "user"}, {"content", "ho"}}, with_key);
  CAF_CHECK_EQUAL(other.status, 422);
  CAF_CHECK_EQUAL(other.code(), "idempotency_mismatch");
  CAF_CHECK_EQUAL(other.field(), "Idempotency-Key");

  // The key belongs to its route.
  create_session("s2");
  CAF_CHECK_EQUAL(call("POST", messages_of("s2"), body, with_key).header("Idempotency-Replayed"),
                  "");
}

CAF_TEST(a_batch_keeps_its_form) {
  const json body{{"messages", {{{"role", "user"}, {"content", "hi"}}}}};
  const auto first = call("POST", at + "/messages", body, with_key);
  const auto again = call("POST", at + "/messages", body, with_key);
  CAF_CHECK(first.body.contains("messages"));
  CAF_CHECK_EQUAL(again.text, first.text);
}

CAF_TEST(two_at_the_same_time_act_once) {
  const auto body = json{{"role", "user"}, {"content", "hi"}}.dump();
  auto one = send("POST", at + "/messages", body, with_key);
  auto two = send("POST", at + "/messages", body, with_key);
  step();
  const auto first = read(*one);
  const auto second = read(*two);
  CAF_CHECK_EQUAL(first.status, 201);
  CAF_CHECK_EQUAL(second.status, 201);
  CAF_CHECK_EQUAL(first.text, second.text);
  CAF_CHECK_EQUAL(second.header("Idempotency-Replayed"), "true");
  CAF_CHECK_EQUAL(call("GET", at)["last_seq"], 1);
}

CAF_TEST(a_nameless_session_is_created_once) {
  const json body{{"user_id", "ann"}};
  const auto first = call("POST", base + "/sessions", body, with_key);
  const auto again = call("POST", base + "/sessions", body, with_key);
  CAF_CHECK_EQUAL(first.status, 201);
  CAF_CHECK_EQUAL(again.status, 201);
  CAF_CHECK_EQUAL(again.text, first.text);
  CAF_CHECK_EQUAL(again.header("Idempotency-Replayed"), "true");
  CAF_CHECK_EQUAL(again.header("ETag"), first.header("ETag"));
  CAF_CHECK_EQUAL(call("POST", base + "/sessions", json::array({body}), with_key).status, 400);
}

CAF_TEST(a_change_answers_with_the_record_of_then) {
  const auto first = call("PATCH", at, json{{"user_id", "ann"}}, with_key);
  call("PATCH", at, json{{"user_id", "bob"}});
  const auto again = call("PATCH", at, json{{"user_id", "ann"}}, with_key);
  CAF_CHECK_EQUAL(again.status, 200);
  CAF_CHECK_EQUAL(again.body, first.body);
  CAF_CHECK_EQUAL(again.header("Idempotency-Replayed"), "true");
  CAF_CHECK_EQUAL(call("GET", at)["user_id"], "bob");

  const json who{{"participant_id", "c"}, {"participant_type", "user"}};
  const auto joined = call("POST", at + "/participants", who, with_key);
  CAF_CHECK_EQUAL(joined.status, 201);
  CAF_CHECK_EQUAL(call("POST", at + "/participants", who, with_key).status, 201);
  const auto put = call("PUT", at + "/metadata/a", json("x"), with_key);
  call("DELETE", at + "/metadata/a");
  const auto repeated = call("PUT", at + "/metadata/a", json("x"), with_key);
  CAF_CHECK_EQUAL(repeated.body, put.body);
  CAF_CHECK_EQUAL(call("GET", at + "/metadata/a").status, 404);
}

CAF_TEST(keys_are_visible_ascii) {
  for (const auto& key :
       {std::string(), std::string(257, 'k'), std::string("a b"), std::string("k\xc3\xa4")}) {
    const auto r = call("POST", at + "/close", "", {{"Idempotency-Key", key}});
    CAF_CHECK_EQUAL(r.status, 400);
    CAF_CHECK_EQUAL(r.field(), "Idempotency-Key");
  }
  CAF_CHECK_EQUAL(
      call("POST", at + "/close", "", {{"Idempotency-Key", std::string(256, 'k')}}).status, 200);
}

CAF_TEST(two nameless creations at the same time are one) {
  const auto body = json{{"user_id", "ann"}}.dump();
  auto one = send("POST", base + "/sessions", body, with_key);
  auto two = send("POST", base + "/sessions", body, with_key);
  step();
  const auto first = read(*one);
  const auto second = read(*two);
  CAF_CHECK_EQUAL(first.status, 201);
  CAF_CHECK_EQUAL(second.status, 201);
  CAF_CHECK_EQUAL(first.text, second.text);
  CAF_CHECK_EQUAL(second.header("Idempotency-Replayed"), "true");
  CAF_CHECK_EQUAL(call("GET", base + "/sessions?user=ann")["items"].size(), 1u);
}

CAF_TEST(what the first of two did is no reason to refuse the second) {
  struct row {
    std::string method, path;
    json body;
    header_list headers;
    int status;
  };
  const json turn{{"message", {{"role", "user"}, {"content", "q"}}}, {"when_busy", "reject"}};
  call("PUT", at + "/metadata/k", json("v"));
  const row rows[] = {
      {"POST", at + "/turns", turn, {{"Idempotency-Key", "k-1"}}, 201},
      {"PATCH", at, {{"user_id", "ann"}}, {{"Idempotency-Key", "k-2"}, {"If-Match", "\"2\""}}, 200},
      {"DELETE", at + "/metadata/k", nullptr, {{"Idempotency-Key", "k-3"}}, 200},
  };
  for (const auto& r : rows) {
    CAF_MESSAGE(r.method << " " << r.path);
    const auto body = r.body.is_null() ? std::string{} : r.body.dump();
    auto one = send(r.method, r.path, body, r.headers);
    auto two = send(r.method, r.path, body, r.headers);
    step();
    const auto first = read(*one);
    const auto second = read(*two);
    CAF_CHECK_EQUAL(first.status, r.status);
    CAF_CHECK_EQUAL(second.status, r.status);
    CAF_CHECK_EQUAL(first.text, second.text);
    CAF_CHECK_EQUAL(second.header("Idempotency-Replayed"), "true");
  }
}

CAF_TEST(what was there keeps the key of whoever asks for it) {
  const json body{{"session_id", "there"}};
  call("POST", base + "/sessions", body);
  const auto first = call("POST", base + "/sessions", body, with_key);
  CAF_CHECK_EQUAL(first.status, 200);
  const auto again = call("POST", base + "/sessions", body, with_key);
  CAF_CHECK_EQUAL(again.status, 200);
  CAF_CHECK_EQUAL(again.text, first.text);
  CAF_CHECK_EQUAL(again.header("Idempotency-Replayed"), "true");
  CAF_CHECK_EQUAL(call("POST", base + "/sessions", {{"session_id", "other"}}, with_key).code(),
                  "idempotency_mismatch");
  CAF_CHECK_EQUAL(call("GET", base + "/sessions/other").status, 404);

  const json turn{{"message", {{"role", "user"}, {"content", "q"}, {"message_id", "m"}}}};
  const header_list other_key{{"Idempotency-Key", "k-2"}};
  call("POST", at + "/turns", turn);
  const auto known = call("POST", at + "/turns", turn, other_key);
  CAF_CHECK_EQUAL(known.status, 200);
  const auto replayed = call("POST", at + "/turns", turn, other_key);
  CAF_CHECK_EQUAL(replayed.status, 200);
  CAF_CHECK_EQUAL(replayed.text, known.text);
  CAF_CHECK_EQUAL(replayed.header("Idempotency-Replayed"), "true");
}

CAF_TEST(a turn begins once and is told as it was then) {
  const json body{{"message", {{"role", "user"}, {"content", "q"}}}};
  const auto first = call("POST", at + "/turns", body, with_key);
  CAF_CHECK_EQUAL(first.status, 201);
  const std::string id = first["turn_id"];
  call("POST", at + "/turns/" + id + "/chunks", {{"index", 0}, {"text", "a"}});
  const auto running = call("POST", at + "/turns", body, with_key);
  CAF_CHECK_EQUAL(running.status, 201);
  CAF_CHECK_EQUAL(running.text, first.text);
  CAF_CHECK_EQUAL(running.header("Idempotency-Replayed"), "true");
  call("POST", at + "/turns/" + id + "/complete");
  CAF_CHECK_EQUAL(call("POST", at + "/turns", body, with_key).text, first.text);
  call("POST", at + "/passivate");
  CAF_CHECK_EQUAL(call("POST", at + "/turns", body, with_key).text, first.text);
  CAF_CHECK_EQUAL(call("GET", at + "/turns")["items"].size(), 1u);

  const json other{{"message", {{"role", "user"}, {"content", "another"}}}};
  CAF_CHECK_EQUAL(call("POST", at + "/turns", other, with_key).code(), "idempotency_mismatch");
}

CAF_TEST(a turn that waits is told as one that waits) {
  const json body{{"message", {{"role", "user"}, {"content", "q"}}}};
  const auto running = call("POST", at + "/turns", body);
  const auto first = call("POST", at + "/turns", body, with_key);
  CAF_CHECK_EQUAL(first.status, 202);
  CAF_CHECK(first["position"] == 1);
  const std::string id = running["turn_id"];
  call("POST", at + "/turns/" + id + "/complete");
  const std::string own = first["turn_id"];
  CAF_CHECK(call("GET", at + "/turns/" + own)["state"] == "running");
  const auto again = call("POST", at + "/turns", body, with_key);
  CAF_CHECK_EQUAL(again.status, 202);
  CAF_CHECK_EQUAL(again.text, first.text);
}

CAF_TEST(a whole turn is recorded once) {
  const json body{{"message", {{"role", "user"}, {"content", "q"}}},
                  {"answer", {{"role", "assistant"}, {"content", "a"}}}};
  const auto first = call("POST", at + "/turns", body, with_key);
  const auto again = call("POST", at + "/turns", body, with_key);
  CAF_CHECK_EQUAL(first.status, 201);
  CAF_CHECK_EQUAL(again.status, 201);
  CAF_CHECK_EQUAL(again.text, first.text);
  CAF_CHECK_EQUAL(call("GET", at)["turn_count"], 1);
}

CAF_TEST(two turns at the same time are one) {
  for (const bool whole : {false, true}) {
    json body{{"message", {{"role", "user"}, {"content", "q"}}}};
    if (whole) body["answer"] = {{"role", "assistant"}, {"content", "a"}};
    const header_list key{{"Idempotency-Key", whole ? "k-whole" : "k-open"}};
    auto one = send("POST", at + "/turns", body.dump(), key);
    auto two = send("POST", at + "/turns", body.dump(), key);
    step();
    const auto first = read(*one);
    const auto second = read(*two);
    CAF_CHECK_EQUAL(first.status, 201);
    CAF_CHECK_EQUAL(second.status, 201);
    CAF_CHECK_EQUAL(first.text, second.text);
  }
  CAF_CHECK_EQUAL(call("GET", at + "/turns")["items"].size(), 2u);
}

CAF_TEST(a round is noted once) {
  const auto first = call("POST", at + "/rounds", json::object(), with_key);
  CAF_CHECK(first["round"] == 1);
  call("POST", at + "/rounds");
  const auto again = call("POST", at + "/rounds", json::object(), with_key);
  CAF_CHECK_EQUAL(again.text, first.text);
  CAF_CHECK_EQUAL(again.header("Idempotency-Replayed"), "true");
  CAF_CHECK(call("GET", at)["round"] == 2);

  // Beside others in one commit, and in a race with itself.
  const header_list other{{"Idempotency-Key", "k-2"}};
  auto first_plain = send("POST", at + "/rounds", "{}", {});
  auto plain = send("POST", at + "/rounds", "{}", {});
  auto one = send("POST", at + "/rounds", "{}", other);
  auto two = send("POST", at + "/rounds", "{}", other);
  step();
  CAF_CHECK(read(*first_plain)["round"] == 3);
  CAF_CHECK(read(*plain)["round"] == 4);
  const auto left = read(*one);
  CAF_CHECK(left["round"] == 5);
  CAF_CHECK_EQUAL(read(*two).text, left.text);
  CAF_CHECK(call("GET", at)["round"] == 5);
}

CAF_TEST_FIXTURE_SCOPE_END()
