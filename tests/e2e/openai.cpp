#define CAF_SUITE e2e_openai
#include <filesystem>

#include "caf/test/unit_test.hpp"
#include "harness/running_server.hpp"

using namespace parley;

namespace {

/// A server, and what the official clients do with it. They get no more than its address.
struct official_clients {
  e2e::scratch_folder files;
  e2e::running_server server{files.store()};

  void run(const std::string& script) {
    if (!std::filesystem::exists(PARLEY_CLIENTS "/node_modules/openai")) {
      CAF_MESSAGE("SKIPPED: the npm packages of tests/e2e/openai are not installed");
      return;
    }
    e2e::process node("/usr/bin/env", {"node", PARLEY_SOURCE_DIR "/tests/e2e/openai/" + script},
                      {.environment = {{"OPENAI_BASE_URL", server.url() + "/v1"},
                                       {"OPENAI_API_KEY", "any"},
                                       {"PARLEY_CLIENTS", PARLEY_CLIENTS}},
                       .input = {},
                       .folder = {}});
    const auto end = node.wait();
    CAF_CHECK_EQUAL(end.code, 0);
    if (end.code != 0) CAF_MESSAGE(end.out + end.err);
  }
};

}  // namespace

CAF_TEST_FIXTURE_SCOPE(e2e_openai, official_clients)

CAF_TEST(conversations) { run("conversations.mjs"); }

CAF_TEST(items) { run("items.mjs"); }

CAF_TEST(a session of the agents sdk) { run("session.mjs"); }

CAF_TEST(an agent that remembers) { run("agent.mjs"); }

CAF_TEST_FIXTURE_SCOPE_END()
