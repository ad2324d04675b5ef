#define CAF_SUITE keys

#include "parley/domain/keys.hpp"

#include "caf/test/unit_test.hpp"

using namespace parley;
using namespace parley::domain;
using namespace std::string_literals;

namespace {

participant person(participant_type type, std::optional<std::string> role = std::nullopt,
                   bool present = true) {
  participant p;
  p.id = std::string{to_string(type)} + role.value_or("");
  p.type = type;
  p.role = std::move(role);
  if (!present) p.left_at = base::timestamp{};
  return p;
}

const auto user = person(participant_type::user);
const auto mc = person(participant_type::master_controller);
const auto writer = person(participant_type::agent, "writer");
const auto critic = person(participant_type::agent, "critic");
const auto nameless = person(participant_type::agent);
const auto left_writer = person(participant_type::agent, "writer", false);

}  // namespace

CAF_TEST(ids and roles) {
  for (const auto& text : {"a"s, "A-Z.a_z:0~9"s, "."s, ".."s, std::string(128, 'x')})
    CAF_CHECK(is_id(text));
  for (const auto& text : {""s, " "s, "a b"s, "a/b"s, "é"s, "a\n"s, "a\0"s, std::string(129, 'x')})
    CAF_CHECK(!is_id(text));
  CAF_CHECK(is_role(std::string(64, 'x')));
  CAF_CHECK(!is_role(std::string(65, 'x')));
  CAF_CHECK(!is_role(""));
}

CAF_TEST(session keys) {
  using t = session_type;
  CAF_CHECK_EQUAL(session_key(t::user_to_mc, "s", {user, mc}), "s");
  CAF_CHECK_EQUAL(session_key(t::mc_to_agent, "s", {critic, mc, writer}), "s_mc_to_critic");
  CAF_CHECK_EQUAL(session_key(t::user_to_agent, "s", {user, writer}), "s_user_to_writer");
  CAF_CHECK_EQUAL(session_key(t::user_to_agent, "s", {user, nameless, writer}),
                  "s_user_to_unknown");
  CAF_CHECK_EQUAL(session_key(t::agent_to_agent, "s", {critic, user, writer}),
                  "s_critic_to_writer");
  CAF_CHECK_EQUAL(session_key(t::agent_to_agent, "s", {critic}), "s_critic_to_unknown");
}

CAF_TEST(those present decide whether the type is satisfied) {
  using t = session_type;
  const struct {
    t type;
    std::vector<participant> who;
    bool enough;
  } table[] = {
      {t::user_to_mc, {user, mc}, true},
      {t::user_to_mc, {user, writer}, false},
      {t::user_to_mc, {mc}, false},
      {t::mc_to_agent, {mc, writer}, true},
      {t::mc_to_agent, {mc, left_writer}, false},
      {t::mc_to_agent, {mc, left_writer, critic}, true},
      {t::user_to_agent, {writer, user, mc}, true},
      {t::user_to_agent, {user, mc}, false},
      {t::agent_to_agent, {writer, critic}, true},
      {t::agent_to_agent, {left_writer, critic}, false},
      {t::agent_to_agent, {writer, user, mc}, false},
      {t::agent_to_agent, {}, false},
  };
  for (const auto& row : table) CAF_CHECK_EQUAL(satisfies(row.type, row.who), row.enough);
}

CAF_TEST(the first match is found) {
  const std::vector<participant> who{user, left_writer, writer, critic};
  const std::string role = "critic";
  const std::string nobody = "painter";
  CAF_CHECK(find_participant(who, participant_type::user) == &who[0]);
  CAF_CHECK(find_participant(who, participant_type::agent) == &who[2]);
  CAF_CHECK(find_participant(who, participant_type::agent, &role) == &who[3]);
  CAF_CHECK(find_participant(who, participant_type::agent, &nobody) == nullptr);
  CAF_CHECK(find_participant(who, participant_type::master_controller) == nullptr);
}

CAF_TEST(every name is read as it is written) {
  for (int i = 0; i < 3; ++i) {
    const auto v = static_cast<participant_type>(i);
    CAF_CHECK(parse_participant_type(to_string(v)) == v);
    CAF_CHECK(allowed_participant_types().find(to_string(v)) != std::string_view::npos);
  }
  for (int i = 0; i < 4; ++i) {
    const auto v = static_cast<session_type>(i);
    CAF_CHECK(parse_session_type(to_string(v)) == v);
    CAF_CHECK(allowed_session_types().find(to_string(v)) != std::string_view::npos);
  }
  for (int i = 0; i < 3; ++i) {
    const auto v = static_cast<session_status>(i);
    CAF_CHECK(parse_session_status(to_string(v)) == v);
    CAF_CHECK(allowed_session_statuses().find(to_string(v)) != std::string_view::npos);
  }
  for (int i = 0; i < 4; ++i) {
    const auto v = static_cast<message_status>(i);
    CAF_CHECK(parse_message_status(to_string(v)) == v);
  }
  for (int i = 0; i < 10; ++i) {
    const auto v = static_cast<agent_message_type>(i);
    CAF_CHECK(parse_agent_message_type(to_string(v)) == v);
    CAF_CHECK(allowed_agent_message_types().find(to_string(v)) != std::string_view::npos);
  }
  CAF_CHECK(!parse_participant_type("User"));
  CAF_CHECK(!parse_session_type(""));
}
