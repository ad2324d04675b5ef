#define CAF_SUITE e2e_openapi
#include <filesystem>

#include "caf/test/unit_test.hpp"
#include "frontends/http/transport/client.hpp"
#include "harness/running_server.hpp"
#include "parley/domain/json.hpp"

using namespace parley;

namespace {

/// What the public validator says to a document.
struct public_validator {
  e2e::scratch_folder files;

  bool there() const {
    if (std::filesystem::exists(PARLEY_VALIDATOR "/node_modules/@seriousme")) return true;
    CAF_MESSAGE("SKIPPED: the npm packages of tests/e2e/openapi are not installed");
    return false;
  }

  e2e::finished validate(const std::string& document) {
    e2e::process node(
        "/usr/bin/env", {"node", PARLEY_SOURCE_DIR "/tests/e2e/openapi/validate.mjs"},
        {.environment = {{"PARLEY_VALIDATOR", PARLEY_VALIDATOR}}, .input = document, .folder = {}});
    return node.wait();
  }

  std::string document() {
    e2e::running_server server(files.store());
    auto client = frontends::http::transport::client::open(server.url());
    return client->call("GET", "/openapi.json")->body;
  }
};

}  // namespace

CAF_TEST_FIXTURE_SCOPE(e2e_openapi, public_validator)

CAF_TEST(the_document_is_valid) {
  if (!there()) return;
  const auto end = validate(document());
  CAF_CHECK_EQUAL(end.code, 0);
  CAF_CHECK(end.out.find("OpenAPI 3.1") != std::string::npos);
  if (end.code != 0) CAF_MESSAGE(end.out + end.err);
}

CAF_TEST(the_validator_would_tell) {
  if (!there()) return;
  auto broken = domain::json::parse(document());
  broken["paths"]["/v1/status"]["get"]["responses"] = "none";
  CAF_CHECK_EQUAL(validate(broken.dump()).code, 1);
  broken = domain::json::parse(document());
  broken["components"]["schemas"].erase("Session");
  CAF_CHECK(validate(broken.dump()).code != 0);
}

CAF_TEST_FIXTURE_SCOPE_END()
