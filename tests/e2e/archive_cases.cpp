#include "archive_cases.hpp"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <map>
#include <random>

#define CAF_SUITE e2e_archive_cases
#define CAF_TEST_NO_MAIN
#include "caf/test/unit_test.hpp"

namespace parley::e2e {

namespace {

constexpr int questions = 10;

std::uint64_t seed_of_run() {
  const char* given = std::getenv("PARLEY_TEST_SEED");
  return given ? std::strtoull(given, nullptr, 10) : std::random_device{}();
}

int rounds_of_run() {
  const char* scale = std::getenv("PARLEY_TEST_SCALE");
  return 5 * std::max(1, scale ? std::atoi(scale) : 1);
}

std::string status_of(rest& api, const std::string& session) {
  return api.get("/sessions/" + session).body.value("status", "");
}

void close(rest& api, const std::string& session) {
  CAF_REQUIRE_EQUAL(api.post("/sessions/" + session + "/close", json::object()).status, 200);
}

answer say(rest& api, const std::string& session, const std::string& id, const std::string& text) {
  return api.post("/sessions/" + session + "/messages",
                  {{"message_id", id}, {"role", "user"}, {"content", text}});
}

/// Six closed sessions, an open one, and a closed one that shares its messages with a fork.
void fill(rest& api) {
  for (int i = 0; i < 6; ++i) {
    const auto id = "closed" + std::to_string(i);
    talk(api, id, i % 2 == 0 ? "ann" : "bob", "carrot", questions);
    close(api, id);
    if (i != 3) continue;
    talk(api, "open", "ann", "carrot", questions);
    talk(api, "origin", "bob", "carrot", questions);
    const auto forked =
        api.post("/sessions/origin/fork", {{"at_seq", 4}, {"session_id", "branch"}});
    CAF_REQUIRE_EQUAL(forked.status, 201);
    close(api, "origin");
  }
}

/// What readers see of all sessions, whichever store they are in.
struct seen {
  std::vector<std::string> newest, oldest, of_ann;
  std::map<std::string, std::vector<json>> histories;
  json messages, sessions;
  std::string lines;  ///< the export
  friend bool operator==(const seen&, const seen&) = default;
};

seen look(running_server& server, rest& api) {
  seen all;
  all.newest = ids(api);
  all.oldest = ids(api, "&order=last_activity_asc");
  all.of_ann = ids(api, "&user=ann");
  for (const auto& id : all.newest) {
    const auto history = api.history(id);
    CAF_REQUIRE(history);
    all.histories[id] = *history;
  }
  const auto counted = api.get("/stats").body;
  all.messages = counted["messages"];
  all.sessions = counted["sessions"]["total"];
  const auto exported = run({"export", "--format", "chat", "--server", server.url()});
  CAF_CHECK_EQUAL(exported.code, 0);
  all.lines = exported.out;
  return all;
}

/// By member, so that a failure says which.
void check_same(const seen& before, const seen& after) {
  CAF_CHECK(before.newest == after.newest);
  CAF_CHECK(before.oldest == after.oldest);
  CAF_CHECK(before.of_ann == after.of_ann);
  CAF_CHECK(before.histories == after.histories);
  CAF_CHECK(before.messages == after.messages);
  CAF_CHECK(before.sessions == after.sessions);
  CAF_CHECK(before.lines == after.lines);
}

/// One that was archived while it was active comes back with what is written; one that was closed
/// before, when it is reopened.
void write_into_archived(rest& api) {
  CAF_CHECK_EQUAL(api.post("/migration/sessions/open", json::object()).status, 200);
  CAF_CHECK_EQUAL(status_of(api, "open"), "archived");
  const auto said = say(api, "open", "later", "carrot later");
  CAF_CHECK_EQUAL(said.status, 201);
  CAF_CHECK(said.body["seq"] == 2 * questions + 1);
  CAF_CHECK_EQUAL(status_of(api, "open"), "active");
  CAF_CHECK_EQUAL(say(api, "open", "later", "carrot later").status, 200);
  CAF_CHECK_EQUAL(say(api, "open", "openn0q", "carrot askopenn0").status, 200);

  CAF_CHECK_EQUAL(say(api, "closed1", "no", "no").status, 409);
  CAF_CHECK_EQUAL(api.post("/sessions/closed1/reopen", json::object()).status, 200);
  CAF_CHECK_EQUAL(status_of(api, "closed1"), "active");
  CAF_CHECK_EQUAL(say(api, "closed1", "again", "carrot again").status, 201);
  CAF_CHECK(api.get("/migration").body["recalled"].get<int>() >= 2);
}

/// What was stored of a session: the seq and text of each message.
std::vector<std::pair<int, std::string>> texts(rest& api, const std::string& session) {
  std::vector<std::pair<int, std::string>> all;
  const auto history = api.history(session);
  CAF_REQUIRE(history);
  for (const auto& m : *history) all.emplace_back(m["seq"], m["content"]);
  return all;
}

}  // namespace

void archived_sessions_are_as_before(const two_stores& stores) {
  {
    auto server = serve(stores);
    rest api(server.url());
    fill(api);
    const std::size_t said = 8 * 2 * questions;
    CAF_CHECK_EQUAL(hits(server, api, "carrot", said), said);
    const auto before = look(server, api);
    CAF_CHECK_EQUAL(before.newest.size(), 9u);

    move_until(server, api, 6);
    for (int i = 0; i < 6; ++i)
      CAF_CHECK_EQUAL(status_of(api, "closed" + std::to_string(i)), "archived");
    CAF_CHECK_EQUAL(status_of(api, "origin"), "closed");
    check_same(before, look(server, api));
    CAF_CHECK_EQUAL(hits(server, api, "carrot", said), said);
    CAF_CHECK_EQUAL(hits(server, api, "askclosed2n3", 1), 1u);
    CAF_CHECK(api.get("/sessions/closed0/messages/3").body["content"] == "carrot askclosed0n1");
    CAF_CHECK_EQUAL(api.get("/sessions/closed0/context?max_tokens=500").status, 200);
    CAF_CHECK_EQUAL(api.get("/sessions/nobody").status, 404);
    const auto shared = api.post("/migration/sessions/origin", json::object());
    CAF_CHECK_EQUAL(shared.status, 409);
    CAF_CHECK_EQUAL(shared.body.value("field", ""), "forks");

    write_into_archived(api);
    CAF_CHECK_EQUAL(hits(server, api, "carrot", said + 2), said + 2);
    server.kill_hard();
  }
  check_both(stores);
  auto server = serve(stores);
  rest api(server.url());
  CAF_CHECK_EQUAL(ids(api).size(), 9u);
  CAF_CHECK_EQUAL(api.history("open")->size(), 2u * questions + 1);
  CAF_CHECK_EQUAL(api.history("closed1")->size(), 2u * questions + 1);
  CAF_CHECK_EQUAL(api.history("closed2")->size(), 2u * questions);
  CAF_CHECK_EQUAL(api.get("/stats").body["messages"].dump(), std::to_string(16 * questions + 2));
  server.stop();
  check_both(stores);
}

void a_terminal_moves(const two_stores& stores) {
  {
    auto server = serve(stores);
    rest api(server.url());
    fill(api);
    server.stop();
  }
  auto done = run_over(stores, {"migrate", "--session", "closed5"});
  CAF_CHECK_EQUAL(done.code, 0);
  CAF_CHECK_EQUAL(done.out, "session closed5 is in the archive\n");
  CAF_CHECK_EQUAL(run_over(stores, {"migrate", "--session", "nobody"}).code, 3);
  CAF_CHECK_EQUAL(run_over(stores, {"migrate", "--session", "origin"}).code, 1);

  done = run_over(stores, {"migrate", "--json"});
  CAF_CHECK_EQUAL(done.code, 0);
  auto total = json::parse(done.out);
  CAF_CHECK(total["moved"] == 5);
  CAF_CHECK(total["messages"] == 5 * 2 * questions);
  CAF_CHECK(total["kept"] == 1);
  CAF_CHECK(total["failed"] == 0);
  done = run_over(stores, {"migrate", "--idle-days", "0"});
  CAF_CHECK_EQUAL(done.code, 0);
  CAF_CHECK(done.out.find("moved 1 session, 20 messages, about ") == 0);
  CAF_CHECK(done.out.find("2 sessions due and kept") != std::string::npos);

  const auto listed = run_over(stores, {"sessions", "--status", "archived", "--json"});
  CAF_CHECK_EQUAL(std::count(listed.out.begin(), listed.out.end(), '\n'), 7);
  CAF_CHECK(run_over(stores, {"show", "closed3"}).out.find("sayclosed3n9") != std::string::npos);
  CAF_CHECK(run_over(stores, {"search", "askclosed4n0"}).out.find("closed4/1") == 0);
  const auto exported = run_over(stores, {"export", "--format", "chat"});
  CAF_CHECK_EQUAL(std::count(exported.out.begin(), exported.out.end(), '\n'), 9);
  CAF_CHECK(json::parse(run_over(stores, {"stats", "--json"}).out)["messages"] == 16 * questions);
  check_both(stores);
}

void whatever_is_killed_nothing_is_lost(const two_stores& stores) {
  const auto seed = seed_of_run();
  const int rounds = rounds_of_run();
  std::cerr << "PARLEY_TEST_SEED=" << seed << ", " << rounds << " rounds\n";
  std::mt19937_64 random(seed);
  std::map<std::string, std::vector<std::pair<int, std::string>>> expected;
  std::size_t killed = 0;
  for (int round = 0; round < rounds; ++round) {
    {
      auto server = serve(stores);
      rest api(server.url());
      for (int i = 0; i < 12; ++i) {
        const auto id = "r" + std::to_string(round) + "s" + std::to_string(i);
        talk(api, id, "ann", "turnip", 1 + static_cast<int>(random() % 100));
        expected[id] = texts(api, id);
        close(api, id);
      }
      // Some of those that were moved come back, and are to move again.
      for (auto& [id, messages] : expected) {
        if (random() % 4 != 0) continue;
        CAF_REQUIRE_EQUAL(api.post("/sessions/" + id + "/reopen", json::object()).status, 200);
        const auto text = "turnip again " + std::to_string(round);
        CAF_REQUIRE_EQUAL(say(api, id, "again" + std::to_string(round), text).status, 201);
        messages.emplace_back(static_cast<int>(messages.size()) + 1, text);
        close(api, id);
      }
      if (random() % 2 == 0)
        server.kill_hard();
      else
        server.stop();
    }
    for (int i = 0; i < 3; ++i) {
      auto words = stores.options();
      words.insert(words.begin(), "migrate");
      process moving(words, {});
      if (!moving.ends_within(std::chrono::milliseconds{random() % 600})) {
        moving.signal(SIGKILL);
        ++killed;
      }
      moving.wait();
    }
    auto server = serve(stores);
    rest api(server.url());
    CAF_CHECK_EQUAL(ids(api).size(), expected.size());
    CAF_CHECK_EQUAL(ids(api, "&order=last_activity").size(), expected.size());
    for (const auto& [id, messages] : expected) {
      CAF_MESSAGE(id);
      CAF_CHECK(texts(api, id) == messages);
    }
    server.stop();
    check_both(stores);
  }
  std::cerr << killed << " of " << 3 * rounds << " were killed, " << expected.size()
            << " sessions\n";
  CAF_CHECK_EQUAL(run_over(stores, {"migrate"}).code, 0);
  const auto listed = run_over(stores, {"sessions", "--status", "archived", "--all", "--json"});
  CAF_CHECK_EQUAL(static_cast<std::size_t>(std::count(listed.out.begin(), listed.out.end(), '\n')),
                  expected.size());
  check_both(stores);
}

}  // namespace parley::e2e
