#define CAF_SUITE contexts
#include "actors/summary_world.hpp"

// The messages of a model call, as the actors build them from what is stored.

using namespace parley;
using namespace parley::protocol;
using base::errc;
using tests::code_of;
using texts = std::vector<std::string>;

namespace {

struct context_world : tests::summary_world {
  base::result<context::context_view> view(std::int64_t max_tokens, const std::string& id = "s1") {
    context_command command;
    command.view.max_tokens = max_tokens;
    return ask<context::context_view>(context_atom_v, who(), ref(id), std::move(command));
  }

  static texts said(const base::result<context::context_view>& v) {
    texts found;
    if (!v) return {base::to_string(v.error())};
    for (const auto& m : v->messages) found.push_back(m.content.value_or("(null)"));
    return found;
  }
};

}  // namespace

CAF_TEST_FIXTURE_SCOPE(context_tests, context_world)

CAF_TEST(everything is in it while it fits) {
  auto command = creation("s1");
  command.request.system_prompt = "be kind";
  CAF_REQUIRE(ask<create_reply>(create_atom_v, who(), std::move(command)).has_value());
  talk(2);
  const auto v = view(1000);
  CAF_CHECK(said(v) == (texts{"be kind", "user 1", "assistant 1", "user 2", "assistant 2"}));
  CAF_REQUIRE(v.has_value());
  CAF_CHECK(v->report.counter == "characters/4" && !v->report.exact);
  CAF_CHECK(v->report.included.from_seq == 1 && v->report.included.to_seq == 4);
  CAF_CHECK(v->report.tokens.total <= 1000 && v->report.tokens.system > 0);
  CAF_CHECK(v->report.left_out.empty() && !v->report.summary_due);
}

CAF_TEST(the newest are in it when not all fit) {
  env->summaries.automatic = false;
  create();
  talk(200);
  const auto v = view(60);
  CAF_REQUIRE(v.has_value());
  CAF_CHECK(v->report.tokens.total <= 60);
  CAF_CHECK(said(v).back() == "assistant 200");
  CAF_CHECK(v->report.left_out.size() == 1u && v->report.left_out[0].from_seq == 1);
  CAF_CHECK(v->report.summary_due);
  CAF_CHECK(code_of(view(3)) == errc::budget_too_small);
  CAF_CHECK(view(100'000)->messages.size() == 400u);
}

CAF_TEST(the latest summary stands for what it covers) {
  create();
  talk(6);
  say_made("they said hello");
  const auto v = view(1000);
  CAF_REQUIRE(v.has_value());
  CAF_CHECK_EQUAL(v->messages.size(), 7u);
  CAF_CHECK(v->messages.front().role == "system");
  CAF_CHECK(v->messages.front().content->find("they said hello") != std::string::npos);
  CAF_CHECK(v->report.summary_id == summaries().front().summary_id);
  CAF_CHECK(v->report.included.from_seq == 7);
  CAF_REQUIRE(blank("1").has_value());
  const auto after = view(1000);
  CAF_CHECK(said(after).size() == 11u);
  CAF_CHECK(after && !after->report.summary_id);
}

CAF_TEST(it is built without waking the session) {
  create();
  talk(2);
  (void)ask<done>(passivate_atom_v, who(), ref());
  CAF_CHECK(view(1000).has_value());
  CAF_CHECK_EQUAL(live(), 0u);
}

CAF_TEST(a session that goes on with another one begins with its history) {
  create("s1");
  talk(6, "s1");
  say_made("of before");
  auto command = creation("s2");
  command.request.conversation_id = "s1";
  CAF_REQUIRE(ask<create_reply>(create_atom_v, who(), std::move(command)).has_value());
  append(say({"and now"}), "s2");
  const auto v = view(1000, "s2");
  CAF_REQUIRE(v.has_value());
  CAF_CHECK(said(v).back() == "and now");
  CAF_CHECK(v->report.prior_messages > 0);
  CAF_CHECK(v->messages.front().content->find("of before") != std::string::npos);
}

CAF_TEST(what cannot be built says why) {
  CAF_CHECK(code_of(view(1000, "nobody")) == errc::not_found);
  create();
  const auto empty = view(1000);
  CAF_CHECK(empty && empty->messages.empty());
  talk(1);
  context_command command;
  command.view.max_tokens = 100;
  command.view.as_participant = "nobody";
  const auto refused = ask<context::context_view>(context_atom_v, who(), ref(), command);
  CAF_CHECK(code_of(refused) == errc::invalid_argument);
  erase("s1");
  CAF_CHECK(code_of(view(1000)) == errc::erased);
  script->before_read([] { return false; });
  CAF_CHECK(code_of(view(1000)) == errc::unavailable);
  script->before_read({});
}

CAF_TEST_FIXTURE_SCOPE_END()
