#define CAF_SUITE e2e_json
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <random>

#include "caf/test/unit_test.hpp"
#include "crash_book.hpp"
#include "crash_clients.hpp"
#include "harness/chat_file.hpp"

// The program with its store in a folder of files.

using namespace parley;
using json = e2e::json;

namespace {

int rounds_of_run() {
  const char* scale = std::getenv("PARLEY_TEST_SCALE");
  return 6 * std::max(1, scale ? std::atoi(scale) : 1);
}

std::string store_in(const e2e::scratch_folder& files, const std::string& name) {
  return "json:" + files.file(name);
}

void expect_clean(const std::string& store) {
  const auto checked = e2e::run({"doctor", "--store", store});
  CAF_CHECK_EQUAL(checked.code, 0);
  if (checked.code != 0) std::cerr << checked.out << checked.err;
}

const std::string chats =
    R"({"conversation_id":"one","messages":[{"role":"user","content":"q1"},)"
    R"({"role":"assistant","content":"a1"}]})"
    "\n"
    R"({"conversation_id":"Two:2","messages":[{"role":"user","content":"\u5217\u8eca"}]})"
    "\n";

}  // namespace

CAF_TEST(in_and_out_again) {
  e2e::scratch_folder files;
  const auto store = store_in(files, "talks");
  const auto file = files.write("chats.jsonl", chats);
  CAF_CHECK_EQUAL(e2e::run({"import", file, "--store", store}).code, 0);
  CAF_CHECK_EQUAL(e2e::run({"import", file, "--store", store}).code, 0);
  CAF_CHECK(std::filesystem::exists(files.file("talks/sessions/default/one.json")));
  CAF_CHECK(std::filesystem::exists(files.file("talks/sessions/default/%54wo%3a2.json")));
  const auto out = e2e::run({"export", "--format", "chat", "--store", store});
  CAF_CHECK(e2e::same_conversations(chats, out.out));
  const auto shown = e2e::run({"show", "one", "--store", store});
  CAF_CHECK_EQUAL(shown.code, 0);
  CAF_CHECK(shown.out.find("a1") != std::string::npos);
  const auto search = e2e::run({"search", "a1", "--store", store});
  CAF_CHECK_EQUAL(search.code, 1);
  CAF_CHECK(search.err.find("no search") != std::string::npos);
  const auto copy = e2e::run({"backup", files.file("copy"), "--store", store});
  CAF_CHECK(copy.code != 0 && copy.err.find("cp -r") != std::string::npos);
  // What was exported, dropped into another folder.
  std::filesystem::create_directories(files.file("dropped/sessions/default"));
  std::filesystem::copy_file(file, files.file("dropped/sessions/default/chats.jsonl"));
  const auto dropped = store_in(files, "dropped");
  const auto again = e2e::run({"export", "--format", "chat", "--store", dropped});
  CAF_CHECK(e2e::same_conversations(chats, again.out));
  expect_clean(store);
  expect_clean(dropped);
}

CAF_TEST(a_broken_file_is_told_and_spares_the_others) {
  e2e::scratch_folder files;
  const auto store = store_in(files, "talks");
  e2e::run({"import", files.write("chats.jsonl", chats), "--store", store});
  files.write("talks/sessions/default/one.json", "{\"half");
  e2e::running_server server(store);
  e2e::rest api(server.url());
  CAF_CHECK_EQUAL(api.get("/sessions").body["items"].size(), 1u);
  CAF_CHECK_EQUAL(api.get("/sessions/one").status, 404);
  CAF_CHECK(server.child().err().find("sessions/default/one.json") != std::string::npos);
  CAF_CHECK_EQUAL(server.stop().code, 0);
  CAF_CHECK(std::filesystem::exists(files.file("talks/broken/sessions/default/one.json")));
  const auto checked = e2e::run({"doctor", "--store", store});
  CAF_CHECK_EQUAL(checked.code, 4);
  CAF_CHECK(checked.out.find("broken/sessions/default/one.json") != std::string::npos);
  std::filesystem::remove_all(files.file("talks/broken"));
  expect_clean(store);
}

CAF_TEST(between_tiers) {
  e2e::scratch_folder files;
  const auto sqlite = "sqlite:" + files.file("talks.db");
  for (const bool json_is_hot : {true, false}) {
    const auto folder = store_in(files, json_is_hot ? "hot" : "old");
    const auto hot = json_is_hot ? folder : sqlite + "2";
    const auto archive = json_is_hot ? sqlite : folder;
    e2e::run({"import", files.write("chats.jsonl", chats), "--store", hot});
    const auto moved =
        e2e::run({"migrate", "--idle-days", "0", "--store", hot, "--archive", archive});
    CAF_CHECK_EQUAL(moved.code, 0);
    if (moved.code != 0) std::cerr << moved.out << moved.err;
    const auto out = e2e::run({"export", "--format", "chat", "--store", archive});
    CAF_CHECK(e2e::same_conversations(chats, out.out));
    {
      e2e::running_server server(hot, {"--archive", archive});
      e2e::rest api(server.url());
      CAF_CHECK_EQUAL(api.get("/sessions").body["items"].size(), 2u);
      CAF_CHECK_EQUAL(api.get("/search?q=a1").status, 501);
      const json said = {{"role", "user"}, {"content", "again"}};
      CAF_CHECK_EQUAL(api.post("/sessions/one/messages", said).status, 201);
      CAF_CHECK_EQUAL(api.history("one")->size(), 3u);
      CAF_CHECK_EQUAL(server.stop().code, 0);
    }
    expect_clean(hot);
    expect_clean(archive);
  }
}

CAF_TEST(kill_and_restart) {
  const char* given = std::getenv("PARLEY_TEST_SEED");
  const auto seed = given ? std::strtoull(given, nullptr, 10) : std::random_device{}();
  const int rounds = rounds_of_run();
  std::cerr << "PARLEY_TEST_SEED=" << seed << ", " << rounds << " rounds\n";
  std::mt19937_64 random(seed);
  e2e::scratch_folder files;
  const auto store = store_in(files, "talks");
  e2e::crash_book book;
  std::vector<e2e::attempt> unanswered;
  std::size_t attempts = 0;
  for (int round = 0; round < rounds; ++round) {
    if (random() % 3 == 0) {
      e2e::process starting({"serve", "--store", store, "--http.port", "0"}, {});
      starting.ends_within(std::chrono::milliseconds{random() % 60});
      starting.signal(SIGKILL);
      starting.wait();
    }
    e2e::running_server server(store);
    e2e::rest api(server.url());
    book.check_all(api);
    e2e::storm storm;
    storm.seed = random() % 1000000000;
    storm.kill_after = 50 + static_cast<int>(random() % 300);
    storm.repeat = std::move(unanswered);
    for (int n = 0; n < 4; ++n)
      storm.sessions.push_back("round-" + std::to_string(round) + "-" + std::to_string(n));
    for (const auto& session : storm.sessions)
      CAF_REQUIRE_EQUAL(api.post("/sessions", {{"session_id", session}}).status, 201);
    const auto result = e2e::rage(server, storm);
    for (const auto& mistake : result.mistakes) CAF_ERROR("round " << round << ": " << mistake);
    CAF_REQUIRE(result.mistakes.empty());
    book.enter(result.attempts);
    attempts += result.attempts.size();
    unanswered.clear();
    for (const auto& asked : result.attempts)
      if (asked.acknowledged.empty()) unanswered.push_back(asked);
  }
  e2e::running_server server(store);
  e2e::rest api(server.url());
  book.check_all(api);
  std::cerr << attempts << " appends in " << rounds << " rounds\n";
  CAF_CHECK_EQUAL(server.stop().code, 0);
  expect_clean(store);
}
