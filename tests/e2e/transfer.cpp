#define CAF_SUITE e2e_transfer
#include <algorithm>

#include "caf/test/unit_test.hpp"
#include "harness/chat_file.hpp"
#include "harness/rest.hpp"
#include "harness/running_server.hpp"

using namespace parley;

namespace {

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// One number of the summary of `import --json`; -1 when it is not there.
std::int64_t count(const e2e::finished& end, const char* group, const char* name) {
  const auto summary = e2e::json::parse(end.out, nullptr, false);
  if (!summary.is_object()) return -1;
  return summary.at(group).value(name, std::int64_t{-1});
}

e2e::finished import(const std::string& store, const std::string& file) {
  return e2e::run({"import", file, "--store", store, "--json"});
}

std::string chat_export(const std::string& store) {
  return e2e::run({"export", "--format", "chat", "--store", store}).out;
}

/// An export without its first line, which tells when it was made, and its last, which depends on
/// it.
std::string without_frame(const std::string& text) {
  const auto first = text.find('\n') + 1;
  const auto last = text.rfind('\n', text.size() - 2);
  return text.substr(first, last + 1 - first);
}

const std::string odd_chat =
    R"({"conversation_id":"odd-1","messages":[{"role":"system","content":"be brief"},)"
    R"({"role":"user","content":""},{"role":"assistant","content":null,"tool_calls":[{"id":"c1",)"
    R"("type":"function","function":{"name":"look","arguments":"{\"a\": 1}"}}]},)"
    R"({"role":"tool","tool_call_id":"c1","name":"look","content":"\u0000 \ud83d\ude00 \"q\""},)"
    R"({"role":"assistant","content":"done","refusal":null}]})"
    "\n";

}  // namespace

CAF_TEST(a_chat_comes_back_as_it_was) {
  e2e::scratch_folder files;
  const auto file = files.write("odd.jsonl", odd_chat);
  const auto first = import(files.store(), file);
  CAF_CHECK_EQUAL(first.code, 0);
  CAF_CHECK_EQUAL(count(first, "sessions", "created"), 1);
  CAF_CHECK_EQUAL(count(first, "messages", "appended"), 5);
  CAF_CHECK(e2e::same_conversations(odd_chat, chat_export(files.store())));
}

CAF_TEST(importing_again_changes_nothing) {
  e2e::scratch_folder files;
  const auto file = files.write("odd.jsonl", odd_chat);
  import(files.store(), file);
  const auto before = e2e::run({"export", "--store", files.store()}).out;
  const auto again = import(files.store(), file);
  CAF_CHECK_EQUAL(again.code, 0);
  CAF_CHECK_EQUAL(count(again, "sessions", "created"), 0);
  CAF_CHECK_EQUAL(count(again, "sessions", "existing"), 1);
  CAF_CHECK_EQUAL(count(again, "messages", "appended"), 0);
  CAF_CHECK_EQUAL(count(again, "messages", "known"), 5);
  const auto text = e2e::run({"import", file, "--store", files.store()}).out;
  CAF_CHECK(contains(text, "nothing changed"));
  const auto after = e2e::run({"export", "--store", files.store()}).out;
  CAF_CHECK(without_frame(before) == without_frame(after));
}

CAF_TEST(our_own_transcripts) {
  for (const auto& entry :
       std::filesystem::directory_iterator(PARLEY_SOURCE_DIR "/examples/transcripts")) {
    if (entry.path().extension() != ".jsonl") continue;
    CAF_MESSAGE(entry.path().filename().string());
    e2e::scratch_folder files;
    const auto first = import(files.store(), entry.path().string());
    CAF_CHECK_EQUAL(first.code, 0);
    CAF_CHECK(count(first, "messages", "appended") > 0);
    const auto again = import(files.store(), entry.path().string());
    CAF_CHECK_EQUAL(again.code, 0);
    CAF_CHECK_EQUAL(count(again, "messages", "appended"), 0);
    const auto text = e2e::read_file(entry.path());
    if (e2e::is_chat(text)) CAF_CHECK(e2e::same_conversations(text, chat_export(files.store())));
  }
}

CAF_TEST(an_export_moves_to_another_store_whole) {
  e2e::scratch_folder files;
  {
    e2e::running_server server(files.store("a.db"));
    e2e::rest api(server.url());
    CAF_REQUIRE_EQUAL(
        api.post("/sessions",
                 {{"session_id", "team"},
                  {"session_type", "mc_to_agent"},
                  {"participants",
                   {{{"participant_id", "chief"}, {"participant_type", "master_controller"}},
                    {{"participant_id", "pen"},
                     {"participant_type", "agent"},
                     {"participant_role", "writer"}}}},
                  {"metadata", {{"project", {{"n", 1}}}}},
                  {"system_prompt", "work"}})
            .status,
        201);
    api.post("/sessions/team/messages", {{"role", "master_controller"},
                                         {"sender_id", "chief"},
                                         {"content", "write"},
                                         {"metadata", {{"k", nullptr}}}});
    api.post("/sessions/team/close", e2e::json::object());
    const auto sent = e2e::run({"import", "-", "--server", server.url()}, {{}, odd_chat, {}});
    CAF_CHECK_EQUAL(sent.code, 0);
    CAF_CHECK_EQUAL(server.stop().code, 0);
  }
  const auto out = files.file("all.jsonl");
  CAF_CHECK_EQUAL(e2e::run({"export", "--store", files.store("a.db"), "-o", out}).code, 0);
  const auto moved = import(files.store("b.db"), out);
  CAF_CHECK_EQUAL(moved.code, 0);
  CAF_CHECK_EQUAL(count(moved, "sessions", "created"), 2);
  const auto copy = e2e::run({"export", "--store", files.store("b.db")}).out;
  CAF_CHECK(without_frame(copy) == without_frame(e2e::read_file(out)));
}

CAF_TEST(a_damaged_export_is_refused_before_anything_is_sent) {
  e2e::scratch_folder files;
  import(files.store("a.db"), files.write("odd.jsonl", odd_chat));
  const auto whole = e2e::run({"export", "--store", files.store("a.db")}).out;
  auto changed = whole;
  changed[changed.find("brief")] = 'g';
  const struct {
    std::string name;
    std::string text;
  } table[] = {{"changed", changed},
               {"cut", whole.substr(0, whole.rfind("{\"kind\":\"end\""))},
               {"longer", whole + whole}};
  for (const auto& entry : table) {
    CAF_MESSAGE(entry.name);
    const auto end = import(files.store("b.db"), files.write(entry.name + ".jsonl", entry.text));
    CAF_CHECK_EQUAL(end.code, 1);
    CAF_CHECK(contains(end.err, "damaged"));
    const auto piped =
        e2e::run({"import", "-", "--store", files.store("b.db")}, {{}, entry.text, {}});
    CAF_CHECK_EQUAL(piped.code, 1);
  }
  CAF_CHECK(!std::filesystem::exists(files.file("b.db")));
}

CAF_TEST(bad_lines_are_named_and_the_others_go_in) {
  e2e::scratch_folder files;
  const auto file = files.write(
      "mixed.jsonl",
      "{\"conversation_id\":\"good-1\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]}\n"
      "not json\n"
      "{\"conversation_id\":\"../etc\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]}\n"
      "\n"
      "{\"conversation_id\":\"good-2\",\"messages\":[{\"role\":\"user\",\"content\":\"b\"}]}\n"
      "{\"conversation_id\":\"bad-role\",\"messages\":[{\"role\":\"dog\",\"content\":\"b\"}]}\n");
  const auto end = import(files.store(), file);
  CAF_CHECK_EQUAL(end.code, 4);
  CAF_CHECK_EQUAL(count(end, "sessions", "created"), 2);
  for (const int line : {2, 3, 6}) {
    CAF_CHECK(contains(end.err, "mixed.jsonl:" + std::to_string(line) + ": "));
  }
  const auto list = e2e::run({"sessions", "--json", "--store", files.store()}).out;
  CAF_CHECK(contains(list, "good-1") && contains(list, "good-2"));
  CAF_CHECK(!contains(list, "etc"));
}

CAF_TEST(a_session_with_other_content_is_reported_and_left_alone) {
  e2e::scratch_folder files;
  import(files.store(), files.write("odd.jsonl", odd_chat));
  auto other = odd_chat;
  other.replace(other.find("be brief"), 8, "be long!");
  const auto before = chat_export(files.store());
  const auto end = import(files.store(), files.write("other.jsonl", other));
  CAF_CHECK_EQUAL(end.code, 4);
  CAF_CHECK(contains(end.err, "other.jsonl:1: "));
  CAF_CHECK_EQUAL(chat_export(files.store()), before);
}

CAF_TEST(many_chunks_keep_their_line_numbers) {
  e2e::scratch_folder files;
  std::string text;
  const std::string filler(9000, 'x');
  for (int i = 1; i <= 300; ++i) {
    const auto id = i == 257 ? std::string{"no id!"} : "c" + std::to_string(i);
    text +=
        e2e::json{{"conversation_id", id}, {"messages", {{{"role", "user"}, {"content", filler}}}}}
            .dump() +
        "\n";
  }
  const auto end = import(files.store(), files.write("many.jsonl", text));
  CAF_CHECK_EQUAL(end.code, 4);
  CAF_CHECK_EQUAL(count(end, "sessions", "created"), 299);
  CAF_CHECK(contains(end.err, "many.jsonl:257: "));
  const auto all = e2e::run({"sessions", "--json", "--all", "--store", files.store()}).out;
  CAF_CHECK_EQUAL(std::count(all.begin(), all.end(), '\n'), 299);
}

CAF_TEST(an_old_session_file_on_many_lines) {
  e2e::scratch_folder files;
  const auto file = files.write("old-7.json", R"({
  "session_id": "old-7", "parent_session_id": null, "root_session_id": null, "depth": 0,
  "user_id": "ada", "created_at": "2024-01-02T03:04:05", "last_active": "2024-01-02T03:05:05",
  "message_count": 1, "metadata": {},
  "history": [{"role": "user", "content": "hi", "timestamp": "2024-01-02T03:04:06"},
              {"role": "assistant", "content": "hello", "timestamp": "2024-01-02T03:05:05"}]
})");
  const auto end = import(files.store(), file);
  CAF_CHECK_EQUAL(end.code, 0);
  CAF_CHECK_EQUAL(count(end, "messages", "appended"), 2);
  const auto shown = e2e::run({"show", "old-7", "--json", "--store", files.store()});
  CAF_REQUIRE_EQUAL(shown.code, 0);
  const auto value = e2e::json::parse(shown.out);
  CAF_CHECK_EQUAL(value["messages"][1]["message_id"].get<std::string>(), "old-7:2");
}

CAF_TEST(an_output_file_appears_complete_or_not_at_all) {
  e2e::scratch_folder files;
  const auto out = files.write("out.jsonl", "what was there");
  const auto end = e2e::run({"export", "--server", "http://127.0.0.1:1", "--output", out});
  CAF_CHECK_EQUAL(end.code, 5);
  CAF_CHECK_EQUAL(e2e::read_file(out), "what was there");
  // Nothing else was left in the folder either.
  CAF_CHECK_EQUAL(std::distance(std::filesystem::directory_iterator(files.path), {}), 1);
  const auto nowhere = e2e::run({"export", "--store", "memory:", "-o", "/nowhere/out.jsonl"});
  CAF_CHECK_EQUAL(nowhere.code, 1);
}
