#define CAF_SUITE context_view_budget
#include "context/view_fixture.hpp"

using namespace parley;
using namespace parley::testing_context;

CAF_TEST(groups from the newest on without holes) {
  fixture f{{said("assistant", "tiny"), said("assistant", std::string(400, 'x')),
             said("assistant", "b"), said("user", "c"), said("assistant", "d")}};
  const auto whole = tokens(f.view());
  f.request.max_tokens = whole;
  CAF_CHECK_EQUAL(ranges(f.view()), "");
  f.request.max_tokens = whole - 1;
  CAF_CHECK_EQUAL(ranges(f.view()), "1-1 budget ");
  CAF_CHECK(f.view().report.summary_due);
  f.request.max_tokens = whole - 30;
  // The first would fit, but would leave a hole.
  CAF_CHECK_EQUAL(ranges(f.view()), "1-2 budget ");
  CAF_CHECK(f.view().report.included.from_seq == 3);
  f.request.reserve = 20;
  f.request.max_tokens += 20;
  CAF_CHECK_EQUAL(ranges(f.view()), "1-2 budget ");
  CAF_CHECK(f.view().report.budget == whole - 30);
  CAF_CHECK(f.view().report.tokens.reserve == 20);
}

CAF_TEST(the current prompt behind a hole) {
  std::vector<domain::message> messages{said("user", "earlier"), said("assistant", "yes"),
                                        said("user", "the task")};
  for (int n = 0; n < 50; ++n) {
    messages.push_back(called({"c"}));
    messages.push_back(result("c", std::string(100, 'r')));
  }
  fixture f{std::move(messages)};
  f.request.max_tokens = 145;  // for the prompt and two groups
  const auto view = f.view();
  CAF_CHECK_EQUAL(view.messages.size(), 5u);
  CAF_CHECK(view.messages.front().content == "the task");
  CAF_CHECK_EQUAL(ranges(view), "1-2 budget 4-99 budget ");
  CAF_CHECK(view.report.summary_due);
  f.request.current_prompt_seq = 1;
  CAF_CHECK(f.view().messages.front().content == "earlier");
  // Also when a summary covers it.
  f.source.summary = view_summary{"s", "text", 60};
  const auto covered = f.view();
  CAF_CHECK(covered.messages[1].content == "earlier");
  CAF_CHECK_EQUAL(ranges(covered), "2-60 summarized 61-101 budget ");
  for (const std::int64_t seq : {0, 2, 4, 5, 104}) {
    f.request.current_prompt_seq = seq;
    CAF_CHECK_EQUAL(f.refusal(), "invalid_argument current_prompt_seq");
  }
}

CAF_TEST(what is mandatory must fit) {
  fixture f{{said("user", "the question"), called({"c"}), result("c", std::string(400, 'r'))}};
  f.source.session_prompt = "prompt";
  f.request.tools.text = R"([{"type":"function"}])";
  const auto least = tokens(f.view());
  f.source.summary = view_summary{"s", "left out before anything mandatory is", 0};
  f.request.max_tokens = least;
  CAF_CHECK(!f.view().report.summary_id);
  f.request.max_tokens = least - 1;
  CAF_CHECK_EQUAL(f.refusal(), "budget_too_small max_tokens");
  CAF_CHECK(f.make().error().text.find(std::to_string(least)) != std::string::npos);
}

CAF_TEST(numbers that are none) {
  fixture f{{said("user", "x")}};
  f.request.max_tokens = 0;
  CAF_CHECK_EQUAL(f.refusal(), "invalid_argument max_tokens");
  f.request.max_tokens = 10;
  f.request.reserve = 11;
  CAF_CHECK_EQUAL(f.refusal(), "invalid_argument reserve");
  f.request.reserve = -1;
  CAF_CHECK_EQUAL(f.refusal(), "invalid_argument reserve");
  f.request.reserve = 10;
  CAF_CHECK_EQUAL(f.refusal(), "budget_too_small max_tokens");
}

CAF_TEST(a summary that does not fit) {
  fixture f{{said("user", "a"), said("assistant", "b"), said("user", "c")}};
  f.source.summary = view_summary{"s", std::string(1000, 's'), 2};
  f.request.max_tokens = 50;
  const auto view = f.view();
  CAF_CHECK_EQUAL(shown(view), "user: c\n");
  CAF_CHECK_EQUAL(ranges(view), "1-2 budget ");
  CAF_CHECK(!view.report.summary_due);
}

CAF_TEST(retrieved text has a quarter at most) {
  fixture f{{said("user", "q")}};
  std::string facts;
  for (int n = 0; n < 1000; ++n) facts += "对";
  f.request.retrieved = {facts};
  f.request.max_tokens = 400;
  const auto view = f.view();
  CAF_CHECK(view.report.retrieved_cut);
  CAF_CHECK_EQUAL(view.report.tokens.retrieved, 100);
  CAF_CHECK(view.messages.front().content->ends_with("对\n[cut]"));
  f.request.max_tokens = 4000;
  CAF_CHECK(!f.view().report.retrieved_cut);
  // No room for a single sign.
  f.request.max_tokens = 40;
  CAF_CHECK_EQUAL(shown(f.view()), "user: q\n");
  CAF_CHECK(f.view().report.retrieved_cut);
}

CAF_TEST(a session that continues another) {
  fixture f{{said("user", "again"), said("assistant", "hello")}};
  f.source.prior.summary = view_summary{"p", "Once.", 40};
  f.source.prior.messages = {{"user", "before", false}, {"assistant", "long", true}};
  CAF_CHECK_EQUAL(shown(f.view()),
                  "system: Summary of the session before this one, its messages 1 to 40:\nOnce.\n"
                  "user: before\nassistant: long\n[cut]\nuser: again\nassistant: hello\n");
  CAF_CHECK(f.view().report.prior_messages == 2);
  f.request.max_tokens = tokens(f.view()) - 1;
  CAF_CHECK(f.view().report.prior_messages == 1);
  f.request.max_tokens = 1000;
  f.source.summary = view_summary{"s", "All.", 1};
  CAF_CHECK_EQUAL(shown(f.view()),
                  "system: Summary of the conversation so far, messages 1 to 1:\nAll.\n"
                  "user: again\nassistant: hello\n");
}

CAF_TEST(sides are swapped for a user in prior history) {
  fixture f{{said("user", "again", "u")}};
  f.source.participants = {person("u", domain::participant_type::user)};
  f.source.prior.messages = {{"user", "q", false}, {"assistant", "a", false}};
  f.request.as_participant = "u";
  CAF_CHECK_EQUAL(shown(f.view()), "assistant: q\nuser: a\nassistant: again\n");
}
