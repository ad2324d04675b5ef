#define CAF_SUITE e2e_cli
#include <fstream>

#include "caf/test/unit_test.hpp"
#include "harness/process.hpp"
#include "parley/domain/json.hpp"

using namespace parley;

namespace {

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

CAF_TEST(every_command_line_has_its_exit_code) {
  e2e::scratch_folder files;
  files.write("bad.ini", "[http]\nport = many\n");
  const std::string nobody = "http://127.0.0.1:1";
  const struct {
    std::vector<std::string> arguments;
    int code;
    std::string out;
    std::string err;
  } table[] = {
      {{"--help"}, 0, "usage: parley COMMAND", ""},
      {{"-h"}, 0, "usage: parley COMMAND", ""},
      {{"--version"}, 0, "parley 0.", ""},
      {{}, 2, "", "usage: parley COMMAND"},
      {{"dance"}, 2, "", "no command 'dance'"},
      {{"serve", "--help"}, 0, "usage: parley serve", ""},
      {{"import", "--help"}, 0, "usage: parley import FILE...", ""},
      {{"export", "--help"}, 0, "--format", ""},
      {{"sessions", "--help"}, 0, "--status", ""},
      {{"show", "--help"}, 0, "--messages", ""},
      {{"tail", "--help"}, 0, "--every", ""},
      {{"retention", "--help"}, 0, "--dry-run", ""},
      {{"stats", "--help"}, 0, "--agent", ""},
      {{"doctor", "--help"}, 0, "--repair", ""},
      {{"backup", "--help"}, 0, "usage: parley backup DESTINATION", ""},
      {{"config", "--help"}, 0, "--ini", ""},
      {{"import"}, 2, "", "import needs FILE..."},
      {{"show"}, 2, "", "show needs SESSION"},
      {{"show", "a", "b"}, 2, "", "unexpected argument 'b'"},
      {{"backup"}, 2, "", "backup needs DESTINATION"},
      {{"doctor", "--server", nobody}, 2, "", "stop its server and use --store"},
      {{"backup", "x", "--server", nobody}, 2, "", "use --store"},
      {{"tail", "s", "--every", "1"}, 2, "", "50 to 60000"},
      {{"sessions", "--nothing"}, 2, "", "--nothing"},
      {{"sessions", "--limit", "0"}, 2, "", "--limit"},
      {{"sessions", "--limit", "x"}, 2, "", "--limit"},
      {{"export", "--format", "xml"}, 2, "", "parley or chat"},
      {{"sessions", "--store", "memory:", "--server", nobody}, 2, "", "exclude each other"},
      {{"sessions", "--http.prot", "1"}, 2, "", "no setting 'http.prot'"},
      {{"sessions", "--http.port", "99999"}, 2, "", "0 to 65535"},
      {{"sessions", "--store", "tape:x"}, 2, "", "tape:x"},
      {{"sessions", "--server", "ftp://x"}, 2, "", "http"},
      {{"serve", "--http.address", "0.0.0.0"}, 2, "", "loopback"},
      {{"serve", "--config", files.file("bad.ini")}, 2, "", "bad.ini:2"},
      {{"serve", "--config", files.file("none.ini")}, 2, "", "none.ini"},
      {{"sessions", "--server", nobody}, 5, "", nobody},
      {{"sessions", "--store", files.store("absent.db")}, 3, "", "absent.db"},
      {{"doctor", "--store", files.store("absent.db")}, 3, "", "absent.db"},
      {{"backup", files.file("copy"), "--store", files.store("absent.db")}, 3, "", "absent.db"},
      {{"doctor", "--store", "memory:"}, 1, "", "keeps no files"},
      {{"show", "nobody", "--store", "memory:"}, 3, "", ""},
      {{"tail", "nobody", "--store", "memory:"}, 3, "", ""},
      {{"import", files.file("absent.jsonl"), "--store", "memory:"}, 1, "", "absent.jsonl"},
      {{"sessions", "--store", "memory:"}, 0, "SESSION", ""},
      {{"stats", "--store", "memory:"}, 0, "sessions", ""},
      {{"stats", "today", "--store", "memory:"}, 2, "", "unexpected argument 'today'"},
      {{"stats", "--from", "today", "--store", "memory:"}, 2, "", "such as 2026-01-02"},
      {{"stats", "--agent", "a b", "--store", "memory:"}, 2, "", "1 to 64"},
  };
  for (const auto& entry : table) {
    std::string shown = "parley";
    for (const auto& word : entry.arguments) shown += " " + word;
    CAF_MESSAGE(shown);
    const auto end = e2e::run(entry.arguments);
    CAF_CHECK_EQUAL(end.code, entry.code);
    CAF_CHECK(contains(end.out, entry.out));
    CAF_CHECK(contains(end.err, entry.err));
    if (entry.code != 0) CAF_CHECK_EQUAL(end.out, "");
  }
}

CAF_TEST(looking_at_a_store_that_is_not_there_creates_none) {
  e2e::scratch_folder files;
  e2e::run({"sessions", "--store", files.store()});
  CAF_CHECK(std::filesystem::is_empty(files.path));
}

CAF_TEST(stats_counts_what_was_imported) {
  e2e::scratch_folder files;
  const auto lines = files.write(
      "chat.jsonl",
      R"({"conversation_id": "c", "messages": [{"role": "user", "content": "12345678"}, {"role": "assistant", "content": "1234"}]})"
      "\n");
  const std::vector<std::string> store{"--store", files.store()};
  const auto run = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), store.begin(), store.end());
    return e2e::run(arguments);
  };
  CAF_REQUIRE_EQUAL(run({"import", lines}).code, 0);
  const auto all = domain::json::parse(run({"stats", "--json"}).out);
  CAF_CHECK_EQUAL(all.at("sessions").at("total"), 1);
  CAF_CHECK_EQUAL(all.at("messages"), 2);
  CAF_CHECK_EQUAL(all.at("tokens").at("count"), 3);
  CAF_CHECK_EQUAL(all.at("agents"), domain::json::array({"assistant"}));
  const auto shown = run({"stats", "--agent", "assistant", "--from", "2026-01-01"});
  CAF_CHECK_EQUAL(shown.code, 0);
  CAF_CHECK(contains(shown.out, "messages a session  2.0"));
  CAF_CHECK(contains(shown.out, "DAY"));
  const auto before = run({"stats", "--to", "1999-12-31"});
  CAF_CHECK(contains(before.out, "tokens, about       0"));
  CAF_CHECK(!contains(before.out, "DAY"));
}

CAF_TEST(config_prints_what_is_in_force) {
  e2e::scratch_folder files;
  const auto file = files.write("my.ini", "[session]\nidle_s = 7\ntail_bytes = 8\n");
  e2e::process::options environment;
  environment.environment = {{"PARLEY_SESSION_IDLE_S", "9"}, {"PARLEY_LOG_LEVEL", "warn"}};
  const auto end =
      e2e::run({"config", "--json", "--config", file, "--log.level", "debug"}, environment);
  CAF_REQUIRE_EQUAL(end.code, 0);
  const std::map<std::string, std::pair<std::string, std::string>> expected{
      {"session.idle_s", {"9", "PARLEY_SESSION_IDLE_S"}},
      {"session.tail_bytes", {"8", file + ":3"}},
      {"log.level", {"debug", "flag"}},
      {"http.port", {"8420", "default"}},
  };
  std::size_t seen = 0;
  std::istringstream lines(end.out);
  for (std::string line; std::getline(lines, line);) {
    const auto value = domain::json::parse(line);
    const auto wanted = expected.find(value.at("name"));
    if (wanted == expected.end()) continue;
    ++seen;
    CAF_CHECK_EQUAL(value.at("value").get<std::string>(), wanted->second.first);
    CAF_CHECK_EQUAL(value.at("origin").get<std::string>(), wanted->second.second);
  }
  CAF_CHECK_EQUAL(seen, expected.size());
}

CAF_TEST(config_ini_is_the_file_that_ships) {
  const auto end = e2e::run({"config", "--ini"});
  CAF_CHECK_EQUAL(end.code, 0);
  CAF_CHECK(end.out == e2e::read_file(PARLEY_SOURCE_DIR "/config/parley.ini"));
}

CAF_TEST(a_full_disk_below_stdout_is_a_failure) {
  const std::string command = "\"$0\" config >/dev/full";
  e2e::process shell("/bin/sh", {"-c", command, e2e::program()}, {});
  CAF_CHECK_EQUAL(shell.wait().code, 1);
}
