#define CAF_SUITE e2e_airline

#include "caf/test/unit_test.hpp"
#include "harness/chat_file.hpp"
#include "harness/rest.hpp"
#include "harness/running_server.hpp"

using namespace parley;

namespace {

void import_twice_and_compare(const std::vector<std::string>& where, const std::string& file) {
  auto with = [&](std::vector<std::string> words) {
    words.insert(words.end(), where.begin(), where.end());
    return e2e::run(words);
  };
  const auto text = e2e::read_file(file);
  const auto first = with({"import", file, "--json"});
  CAF_REQUIRE_EQUAL(first.code, 0);
  const auto summary = e2e::json::parse(first.out);
  CAF_CHECK(summary["sessions"]["created"] == 100);
  const auto out = with({"export", "--format", "chat"}).out;
  CAF_CHECK(e2e::same_conversations(text, out));

  const auto again = e2e::json::parse(with({"import", file, "--json"}).out);
  CAF_CHECK(again["sessions"]["created"] == 0);
  CAF_CHECK(again["messages"]["appended"] == 0);
  CAF_CHECK(again["messages"]["known"] == summary["messages"]["appended"]);
  CAF_CHECK(with({"export", "--format", "chat"}).out == out);
}

}  // namespace

CAF_TEST(a_hundred_real_conversations_come_back_exactly) {
  // Of a support agent with tools.
  const std::string file = PARLEY_REAL_CONVERSATIONS;
  e2e::scratch_folder files;
  import_twice_and_compare({"--store", files.store("in_process.db")}, file);
  e2e::running_server server(files.store("served.db"));
  import_twice_and_compare({"--server", server.url()}, file);
}
