#define CAF_SUITE complete

#include "caf/test/unit_test.hpp"
#include "domain/expect.hpp"
#include "parley/domain/change.hpp"
#include "parley/domain/creation.hpp"

using namespace parley;
using namespace parley::domain;
using expect::outcome;

namespace {

const base::limits limits;
const auto before = base::from_micros(1000000);
const auto now = base::from_micros(2000000);

message of_role(const std::string& role) {
  message m;
  m.role = role;
  m.content = "x";
  return m;
}

session fresh() {
  session_request request;
  request.participants = implied_participants();
  return *create_session(request, "t", "s", std::nullopt, before, limits);
}

session with_second(participant_type type) {
  auto s = fresh();
  participant p;
  p.id = "second";
  p.type = type;
  p.role = "writer";
  s.participants.push_back(p);
  return s;
}

/// The sender that a message of `role` gets; "-" for none.
std::string sender(const std::string& role, const session& s) {
  auto m = of_role(role);
  CAF_REQUIRE(complete(m, s, now, "0123456789").has_value());
  return m.sender_id.value_or("-");
}

}  // namespace

CAF_TEST(what is open is filled in) {
  auto m = of_role("user");
  CAF_REQUIRE(complete(m, fresh(), now, "0123456789").has_value());
  CAF_CHECK(m.timestamp == now && m.received_at == now);
  CAF_CHECK_EQUAL(m.id_suffix, "0123456789");
  CAF_CHECK_EQUAL(m.seq, 0);
}

CAF_TEST(what was given stays) {
  auto m = of_role("user");
  m.message_id = "mine";
  m.timestamp = before;
  m.sender_id = "assistant";
  CAF_REQUIRE(complete(m, fresh(), now, "0123456789").has_value());
  CAF_CHECK_EQUAL(m.message_id, "mine");
  CAF_CHECK(m.id_suffix.empty());
  CAF_CHECK(m.timestamp == before && m.received_at == now);
  CAF_CHECK(m.sender_id == "assistant");
}

CAF_TEST(the sender follows from the role where only one can be meant) {
  CAF_CHECK_EQUAL(sender("user", fresh()), "user");
  CAF_CHECK_EQUAL(sender("assistant", fresh()), "assistant");
  CAF_CHECK_EQUAL(sender("system", fresh()), "-");
  CAF_CHECK_EQUAL(sender("tool", fresh()), "-");
  CAF_CHECK_EQUAL(sender("agent", fresh()), "-");
  CAF_CHECK_EQUAL(sender("user", with_second(participant_type::user)), "-");
  CAF_CHECK_EQUAL(sender("assistant", with_second(participant_type::user)), "assistant");
  auto left = with_second(participant_type::user);
  left.participants[0].left_at = before;
  CAF_CHECK_EQUAL(sender("user", left), "second");
}

CAF_TEST(a sender must be a participant) {
  auto m = of_role("user");
  m.sender_id = "stranger";
  CAF_CHECK_EQUAL(outcome(complete(m, fresh(), now, "x")), "invalid_argument sender_id");
  CAF_CHECK_EQUAL(outcome(complete(m, fresh(), now, "x", "messages[1].")),
                  "invalid_argument messages[1].sender_id");
}

CAF_TEST(one who left may be named for what was said before) {
  auto s = with_second(participant_type::agent);
  s.participants[2].left_at = base::from_micros(1500000);
  auto m = of_role("agent_writer");
  m.sender_id = "second";
  m.timestamp = before;
  CAF_CHECK_EQUAL(outcome(complete(m, s, now, "x")), "ok");
  m.timestamp = {};
  CAF_CHECK_EQUAL(outcome(complete(m, s, now, "x")), "invalid_argument sender_id");
}

CAF_TEST(a closed session takes none) {
  auto s = *apply(close_change{}, fresh(), now, limits);
  auto m = of_role("user");
  CAF_CHECK_EQUAL(outcome(complete(m, s, now, "x")), "session_closed");
  s.status = session_status::archived;  // archived after it was closed
  CAF_CHECK_EQUAL(outcome(complete(m, s, now, "x")), "session_closed");
  s.closed_at.reset();  // archived while active: it comes back for this
  CAF_CHECK_EQUAL(outcome(complete(m, s, now, "x")), "ok");
}
