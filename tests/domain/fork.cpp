#define CAF_SUITE fork
#include "caf/test/unit_test.hpp"

#include "parley/domain/creation.hpp"
#include "parley/domain/fork.hpp"

using namespace parley;
using namespace parley::domain;

namespace {

const auto created = base::from_micros(1767323045000000);
const auto forked = base::from_micros(1767323999000000);

session origin() {
  const json body{{"conversation_id", "talk"},
                  {"user_id", "ann"},
                  {"session_type", "user_to_agent"},
                  {"system_prompt", "Be brief."},
                  {"metadata", {{"k", 1}}},
                  {"participants",
                   {{{"participant_id", "ann"}, {"participant_type", "user"}},
                    {{"participant_id", "w"},
                     {"participant_type", "agent"},
                     {"participant_role", "writer"}}}}};
  return create_session(decode_session_request(body, {}).value(), "acme", "a", std::nullopt,
                        created, {})
      .value();
}

message of_role(const std::string& role) {
  message m;
  m.role = role;
  return m;
}

}  // namespace

CAF_TEST(a fork takes what describes its origin) {
  auto a = origin();
  a.status = session_status::closed;
  a.closed_at = created;
  a.revision = 7;
  a.turn_count = 3;
  a.parent_session_id = "p";
  a.root_session_id = "p";
  a.depth = 1;
  a.continues = "before";
  a.extra["foreign"] = 1;
  const auto f = fork_session(a, 12, "f", forked);
  CAF_CHECK_EQUAL(f.session_id, "f");
  CAF_CHECK_EQUAL(f.tenant_id, "acme");
  CAF_CHECK_EQUAL(f.conversation_id, "talk");
  CAF_CHECK(f.user_id == a.user_id);
  CAF_CHECK(f.type == a.type);
  CAF_CHECK(f.participants == a.participants);
  CAF_CHECK(f.system_prompt == a.system_prompt);
  CAF_CHECK(f.metadata == a.metadata);
  CAF_CHECK(f.continues == a.continues);
  CAF_CHECK_EQUAL(f.session_key, "f_user_to_writer");
  CAF_CHECK((f.forked_from == fork_origin{"a", 12}));
}

CAF_TEST(a fork is a new session of its own) {
  auto a = origin();
  a.status = session_status::closed;
  a.closed_at = created;
  a.revision = 7;
  a.turn_count = 3;
  a.round = 4;
  a.parent_session_id = "p";
  a.root_session_id = "p";
  a.depth = 1;
  a.extra["foreign"] = 1;
  const auto f = fork_session(a, 12, "f", forked);
  CAF_CHECK(f.status == session_status::active);
  CAF_CHECK(!f.closed_at);
  CAF_CHECK_EQUAL(f.revision, 1);
  CAF_CHECK_EQUAL(f.turn_count, 0);
  CAF_CHECK_EQUAL(f.round, 0);
  CAF_CHECK(!f.parent_session_id && !f.root_session_id);
  CAF_CHECK_EQUAL(f.depth, 0);
  CAF_CHECK(f.created_at == forked && f.touched_at == forked);
  CAF_CHECK(!f.extra.contains("foreign"));
}

CAF_TEST(what makes the same fork) {
  const auto f = fork_session(origin(), 12, "f", forked);
  CAF_CHECK(same_fork({"a", 12}, f));
  CAF_CHECK(!same_fork({"a", 11}, f));
  CAF_CHECK(!same_fork({"b", 12}, f));
  CAF_CHECK(!same_fork({"a", 12}, origin()));
  // A creation that says what the fork is made of is no fork.
  session_request request;
  request.session_id = "f";
  request.conversation_id = f.conversation_id;
  request.user_id = f.user_id;
  request.participants = f.participants;
  request.system_prompt = f.system_prompt;
  request.metadata = f.metadata;
  CAF_CHECK(!same_creation(request, f));
}

CAF_TEST(groups go by position) {
  CAF_CHECK(cuts_group(of_role("tool")) == true);
  CAF_CHECK(cuts_group(of_role("assistant")) == false);
  for (const auto* role : {"user", "system", "agent_writer", "master_controller"})
    CAF_CHECK(cuts_group(of_role(role)) == std::nullopt);
  CAF_CHECK_EQUAL(inside_group(4).field, "at_seq");
}
