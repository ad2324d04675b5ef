#define CAF_SUITE creation

#include "parley/domain/creation.hpp"

#include "caf/test/unit_test.hpp"
#include "domain/expect.hpp"
#include "parley/domain/keys.hpp"

using namespace parley;
using namespace parley::domain;
using expect::outcome;

namespace {

const base::limits limits;
const auto now = base::from_micros(1767323045678901);

session_request request_of(json body) {
  auto request = decode_session_request(body, limits);
  CAF_REQUIRE(request.has_value());
  return *std::move(request);
}

session created(const session_request& request, const std::string& id = "s",
                const std::optional<parent_facts>& parent = std::nullopt) {
  auto made = create_session(request, "t", id, parent, now, limits);
  CAF_REQUIRE(made.has_value());
  return *std::move(made);
}

const json full = {
    {"session_id", "s"},
    {"user_id", "ann"},
    {"session_type", "mc_to_agent"},
    {"participants",
     json::array({{{"participant_id", "m"}, {"participant_type", "master_controller"}},
                  {{"participant_id", "w"},
                   {"participant_type", "agent"},
                   {"participant_role", "writer"},
                   {"metadata", {{"k", 1}}}}})},
    {"system_prompt", "Be brief."},
    {"metadata", {{"topic", "tea"}}}};

}  // namespace

CAF_TEST(a root) {
  const auto s = created(request_of(full));
  CAF_CHECK_EQUAL(s.session_id, "s");
  CAF_CHECK_EQUAL(s.tenant_id, "t");
  CAF_CHECK_EQUAL(s.conversation_id, "s");
  CAF_CHECK_EQUAL(s.session_key, "s_mc_to_writer");
  CAF_CHECK(s.user_id == "ann");
  CAF_CHECK(!s.parent_session_id && !s.root_session_id && s.depth == 0);
  CAF_CHECK(s.status == session_status::active);
  CAF_CHECK(s.created_at == now && s.touched_at == now && !s.closed_at);
  CAF_CHECK_EQUAL(s.revision, 1);
  CAF_CHECK_EQUAL(s.format_version, record_format_version);
  for (const auto& p : s.participants) CAF_CHECK(p.joined_at == now && p.present());
}

CAF_TEST(without participants) {
  const auto s = created(request_of(json::object()), "x");
  CAF_CHECK_EQUAL(s.session_key, "x_user_to_assistant");
  CAF_REQUIRE_EQUAL(s.participants.size(), 2u);
  CAF_CHECK_EQUAL(s.participants[0].id, "user");
  CAF_CHECK_EQUAL(s.participants[1].id, "assistant");
  CAF_CHECK(s.participants[1].role == "assistant");
  for (const auto& p : s.participants) CAF_CHECK_EQUAL(p.metadata.dump(), R"({"implied":true})");
  CAF_CHECK(satisfies(s.type, s.participants));
}

CAF_TEST(children) {
  const auto request = request_of(json::object());
  const auto child = created(request, "c", parent_facts{"p", std::nullopt, 0, "ann"});
  CAF_CHECK(child.parent_session_id == "p");
  CAF_CHECK(child.root_session_id == "p");
  CAF_CHECK_EQUAL(child.depth, 1);
  CAF_CHECK(child.user_id == "ann");
  auto owned = request;
  owned.user_id = "bob";
  const auto grandchild = created(owned, "g", parent_facts{"c", "p", 1, "ann"});
  CAF_CHECK(grandchild.root_session_id == "p");
  CAF_CHECK_EQUAL(grandchild.depth, 2);
  CAF_CHECK(grandchild.user_id == "bob");
}

CAF_TEST(refused) {
  const auto request = request_of(json::object());
  auto with_parent = request;
  with_parent.parent_session_id = "p";
  const auto at_depth = [](std::int64_t depth) { return parent_facts{"p", "r", depth, {}}; };
  const auto result = [&](const session_request& r, const char* tenant, const char* id,
                          std::optional<parent_facts> parent) {
    return outcome(create_session(r, tenant, id, parent, now, limits));
  };
  CAF_CHECK_EQUAL(result(request, "t", "s", {}), "ok");
  CAF_CHECK_EQUAL(result(request, "", "s", {}), "invalid_argument tenant_id");
  CAF_CHECK_EQUAL(result(request, "a/b", "s", {}), "invalid_argument tenant_id");
  CAF_CHECK_EQUAL(result(request, "t", "", {}), "invalid_argument session_id");
  CAF_CHECK_EQUAL(result(with_parent, "t", "s", {}), "not_found parent_session_id");
  CAF_CHECK_EQUAL(result(with_parent, "t", "p", at_depth(0)), "invalid_argument parent_session_id");
  CAF_CHECK_EQUAL(result(with_parent, "t", "s", at_depth(15)), "ok");
  CAF_CHECK_EQUAL(result(with_parent, "t", "s", at_depth(16)),
                  "invalid_argument parent_session_id");
}

CAF_TEST(creating again with an equal request) {
  const auto stored = created(request_of(full));
  CAF_CHECK(same_creation(request_of(full), stored));
  auto aloud = full;
  aloud["conversation_id"] = "s";
  aloud["parent_session_id"] = nullptr;
  aloud["participants"][0]["metadata"] = json::object();
  aloud["participants"][0]["participant_role"] = nullptr;
  CAF_CHECK(same_creation(request_of(aloud), stored));
}

CAF_TEST(creating again with another request) {
  const auto stored = created(request_of(full));
  const std::pair<const char*, json> others[] = {
      {"user_id", "bob"},
      {"user_id", nullptr},
      {"conversation_id", "other"},
      {"system_prompt", nullptr},
      {"system_prompt", "Be long."},
      {"metadata", json::object()},
      {"metadata", {{"topic", "coffee"}}},
  };
  for (const auto& [field, value] : others) {
    auto body = full;
    body[field] = value;
    CAF_MESSAGE(field << " = " << value);
    CAF_CHECK(!same_creation(request_of(body), stored));
  }
  auto body = full;
  body["participants"][1]["participant_role"] = "critic";
  CAF_CHECK(!same_creation(request_of(body), stored));
  body = full;
  std::swap(body["participants"][0], body["participants"][1]);
  CAF_CHECK(!same_creation(request_of(body), stored));
}

CAF_TEST(changes after the creation do not count) {
  auto stored = created(request_of(full));
  stored.user_id = "someone";
  stored.metadata = {{"other", 1}};
  stored.participants[1].left_at = now;
  stored.status = session_status::closed;
  CAF_CHECK(same_creation(request_of(full), stored));
}

CAF_TEST(naming the parents owner equals inheriting it) {
  auto body = json{{"session_id", "c"}, {"parent_session_id", "p"}};
  const auto stored = created(request_of(body), "c", parent_facts{"p", {}, 0, "ann"});
  CAF_CHECK(same_creation(request_of(body), stored));
  body["user_id"] = "ann";
  CAF_CHECK(same_creation(request_of(body), stored));
  body["user_id"] = "bob";
  CAF_CHECK(!same_creation(request_of(body), stored));
  body = {{"session_id", "c"}};
  CAF_CHECK(!same_creation(request_of(body), stored));
}

CAF_TEST(a record that does not tell is compared as it is) {
  auto stored = created(request_of(full));
  stored.extra = json::object();
  CAF_CHECK(same_creation(request_of(full), stored));
  stored.metadata["topic"] = "coffee";
  CAF_CHECK(!same_creation(request_of(full), stored));
}
