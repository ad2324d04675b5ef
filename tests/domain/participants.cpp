#define CAF_SUITE participants

#include "caf/test/unit_test.hpp"
#include "domain/expect.hpp"
#include "parley/domain/change.hpp"
#include "parley/domain/creation.hpp"

using namespace parley;
using namespace parley::domain;
using expect::outcome;

namespace {

const base::limits limits;
const auto created_at = base::from_micros(1000000);
const auto later = base::from_micros(2000000);

participant agent(const std::string& id, const std::string& role = "writer") {
  participant p;
  p.id = id;
  p.type = participant_type::agent;
  p.role = role;
  return p;
}

/// user_to_agent with `user`, `assistant` and a second agent `w`.
session fresh() {
  session_request request;
  request.participants = implied_participants();
  request.participants.push_back(agent("w"));
  return *create_session(request, "t", "s", std::nullopt, created_at, limits);
}

base::result<session> joined(const session& s, participant who,
                             const base::limits& within = limits) {
  return apply(join_change{std::move(who)}, s, later, within);
}

base::result<session> left(const session& s, const std::string& id) {
  return apply(leave_change{id}, s, later, limits);
}

}  // namespace

CAF_TEST(joining) {
  const auto s = fresh();
  const auto to = joined(s, agent("x", "critic"));
  CAF_REQUIRE(to.has_value());
  CAF_CHECK_EQUAL(to->participants.size(), 4u);
  CAF_CHECK_EQUAL(to->participants.back().id, "x");
  CAF_CHECK(to->participants.back().joined_at == later);
  CAF_CHECK(to->touched_at == later);
  CAF_CHECK_EQUAL(to->revision, 2);
  CAF_CHECK_EQUAL(to->session_key, s.session_key);
}

CAF_TEST(joining as one already is changes nothing) {
  const auto s = fresh();
  const auto to = joined(s, agent("w"));
  CAF_REQUIRE(to.has_value());
  CAF_CHECK(*to == s);
}

CAF_TEST(joining under a name that is taken) {
  const auto s = fresh();
  CAF_CHECK_EQUAL(outcome(joined(s, agent("w", "critic"))), "conflict participant_id");
  CAF_CHECK_EQUAL(outcome(joined(s, agent("user"))), "conflict participant_id");
  auto noted = agent("w");
  noted.metadata = {{"a", 1}};
  CAF_CHECK_EQUAL(outcome(joined(s, noted)), "conflict participant_id");
}

CAF_TEST(leaving and joining again) {
  const auto s = fresh();
  const auto gone = left(s, "w");
  CAF_REQUIRE(gone.has_value());
  CAF_CHECK(gone->participants[2].left_at == later);
  CAF_CHECK(gone->touched_at == later);
  CAF_CHECK_EQUAL(gone->revision, 2);
  CAF_CHECK(*left(*gone, "w") == *gone);

  const auto back = joined(*gone, agent("w", "critic"));
  CAF_REQUIRE(back.has_value());
  CAF_CHECK_EQUAL(back->participants.size(), 3u);
  CAF_CHECK(back->participants[2].present());
  CAF_CHECK(back->participants[2].joined_at == later);
  CAF_CHECK(back->participants[2].role == "critic");
  CAF_CHECK_EQUAL(back->revision, 3);

  auto other = agent("w");
  other.type = participant_type::user;
  CAF_CHECK_EQUAL(outcome(joined(*gone, other)), "conflict participant_id");
}

CAF_TEST(those who stay must satisfy the type) {
  const auto s = fresh();
  CAF_CHECK_EQUAL(outcome(left(s, "user")), "participants_required participant_id");
  const auto one_agent = left(s, "assistant");
  CAF_REQUIRE(one_agent.has_value());
  CAF_CHECK_EQUAL(outcome(left(*one_agent, "w")), "participants_required participant_id");
  CAF_CHECK_EQUAL(outcome(left(s, "nobody")), "not_found participant_id");
}

CAF_TEST(those who left count for the limit) {
  base::limits four;
  four.participants = 4;
  const auto s = joined(fresh(), agent("x"), four);
  CAF_REQUIRE(s.has_value());
  const auto gone = left(*s, "x");
  CAF_REQUIRE(gone.has_value());
  CAF_CHECK_EQUAL(outcome(joined(*gone, agent("y"), four)), "too_large participants");
  CAF_CHECK_EQUAL(outcome(joined(*gone, agent("x"), four)), "ok");
}

CAF_TEST(a closed session keeps its participants) {
  const auto s = *apply(close_change{}, fresh(), later, limits);
  CAF_CHECK_EQUAL(outcome(joined(s, agent("x"))), "session_closed");
  CAF_CHECK_EQUAL(outcome(left(s, "w")), "session_closed");
  CAF_CHECK(*joined(s, agent("w")) == s);
}
