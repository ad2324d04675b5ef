#define CAF_SUITE continuation
#include "actors/world.hpp"

// A session that is opened with the conversation of an earlier one.

using namespace parley;
using namespace parley::protocol;
using base::errc;
using testing::commit_fault;

namespace {

struct sittings : tests::world {
  base::result<create_reply> open(const std::string& id, const std::string& conversation,
                                  const std::string& user = "") {
    clock.advance(std::chrono::seconds{1});
    create_command command;
    domain::json json{{"session_id", id}, {"conversation_id", conversation}};
    if (!user.empty()) json["user_id"] = user;
    command.request = domain::decode_session_request(json, {}).value();
    return ask<create_reply>(create_atom_v, who(), std::move(command));
  }

  std::string continued(const base::result<create_reply>& made) {
    return made ? made->session.record.continues.value_or("-") : base::to_string(made.error());
  }

  base::result<prior_history> prior(const std::string& id) {
    return ask<prior_history>(prior_atom_v, who(), ref(id));
  }
};

}  // namespace

CAF_TEST_FIXTURE_SCOPE(continuation_tests, sittings)

CAF_TEST(the newest session of the conversation is continued) {
  CAF_CHECK(continued(open("s1", "talk")) == "-");
  append(say({"first"}), "s1");
  CAF_CHECK(continued(open("s2", "talk")) == "s1");
  append(say({"second"}), "s2");
  CAF_CHECK(continued(open("s3", "talk")) == "s2");
  CAF_CHECK(continued(open("x", "other")) == "-");
  const auto found = prior("s3");
  CAF_REQUIRE(found.has_value());
  CAF_CHECK(found->session_id == "s2");
  CAF_REQUIRE(found->messages.size() == 1u);
  CAF_CHECK(found->messages[0].content == "second");
  CAF_CHECK(get("s3")->at.last_seq == 0);
}

CAF_TEST(a conversation of the name of a session) {
  create("s1");
  append(say({"first"}), "s1");
  CAF_CHECK(continued(open("s2", "s1")) == "s1");
  // An explicit default says no more than an absent one.
  CAF_CHECK(continued(open("own", "own")) == "-");
  const auto none = prior("s1");
  CAF_CHECK(none && !none->session_id && none->messages.empty());
}

CAF_TEST(only sessions of the same owner or of nobody) {
  open("a", "talk", "ann");
  append(say({"secret"}), "a");
  CAF_CHECK(continued(open("b", "talk", "bob")) == "-");
  CAF_CHECK(continued(open("n", "talk")) == "-");
  CAF_CHECK(continued(open("a2", "talk", "ann")) == "n");
  const auto none = prior("b");
  CAF_CHECK(none && !none->session_id && none->messages.empty());
}

CAF_TEST(the newest of an owner is found behind those of others) {
  open("a", "talk", "ann");
  for (int n = 0; n < 60; ++n) open("b" + std::to_string(n), "talk", "bob");
  CAF_CHECK(continued(open("a2", "talk", "ann")) == "a");
}

CAF_TEST(it is remembered and no part of what makes two creations equal) {
  open("s1", "talk");
  open("s2", "talk");
  open("s3", "talk");
  const auto again = open("s2", "talk");
  CAF_CHECK(again && again->existed && again->session.record.continues == "s1");
  (void)ask<done>(passivate_atom_v, who(), ref("s2"));
  CAF_CHECK(get("s2")->record.continues == "s1");
}

CAF_TEST(the end of a long session under the rules of loading) {
  env->prior = {5, 4};
  open("s1", "talk");
  append(say({"1", "2", "3", "4", "55555", " ", "7"}), "s1");
  open("s2", "talk");
  const auto found = prior("s2");
  CAF_REQUIRE(found && found->messages.size() == 4u);
  CAF_CHECK((found->messages[0] == context::prior_message{"user", "3", false}));
  CAF_CHECK((found->messages[2] == context::prior_message{"user", "5555", true}));
  CAF_CHECK((found->messages[3] == context::prior_message{"user", "7", false}));
}

CAF_TEST(a fork continues what its origin continues) {
  open("s1", "talk");
  open("s2", "talk");
  append(say({"x"}), "s2");
  create_command command;
  command.request.session_id = "f";
  command.fork.emplace();
  command.fork->session_id = "s2";
  command.fork->at_seq = 1;
  const auto f = ask<create_reply>(create_atom_v, who(), command);
  CAF_CHECK(continued(f) == "s1");
}

CAF_TEST(a store that is away) {
  open("s1", "talk");
  script->reads_unavailable(true);
  CAF_CHECK(tests::code_of(open("s2", "talk")) == errc::unavailable);
  CAF_CHECK(tests::code_of(prior("s1")) == errc{});
  script->reads_unavailable(false);
  CAF_CHECK(continued(open("s2", "talk")) == "s1");
  CAF_CHECK(tests::code_of(prior("nobody")) == errc::not_found);
}

CAF_TEST_FIXTURE_SCOPE_END()
