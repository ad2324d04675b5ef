#define CAF_SUITE context_view
#include "context/view_fixture.hpp"

using namespace parley;
using namespace parley::testing_context;

CAF_TEST(an empty session) {
  fixture f{{}};
  CAF_CHECK_EQUAL(shown(f.view()), "");
  f.source.session_prompt = "Be kind.";
  f.request.retrieved = {"", "A fact.", "", "Another."};
  const auto view = f.view();
  CAF_CHECK_EQUAL(shown(view),
                  "system: Be kind.\nsystem: Retrieved knowledge:\nA fact.\n\nAnother.\n");
  CAF_CHECK(view.report.included == included_messages{});
  CAF_CHECK(!view.report.summary_due);
}

CAF_TEST(whose system prompt) {
  fixture f{{said("system", "first"), said("user", "hi"), said("system", "later")}};
  CAF_CHECK_EQUAL(shown(f.view()), "system: first\nuser: hi\nsystem: later\n");
  CAF_CHECK(f.view().report.included.from_seq == 2);
  f.source.session_prompt = "session";
  // No prompt any more, so it is talk.
  CAF_CHECK_EQUAL(shown(f.view()), "system: session\nsystem: first\nuser: hi\nsystem: later\n");
  f.request.system_prompt = "caller";
  CAF_CHECK_EQUAL(shown(f.view()), "system: caller\nsystem: first\nuser: hi\nsystem: later\n");
  f.request.system_prompt = "";
  f.source.session_prompt = "";
  CAF_CHECK_EQUAL(shown(f.view()), "system: first\nuser: hi\nsystem: later\n");
}

CAF_TEST(an erased first message is no system prompt) {
  fixture f{{erased("system"), said("user", "hi")}};
  const auto view = f.view();
  CAF_CHECK_EQUAL(shown(view), "user: hi\n");
  CAF_CHECK_EQUAL(ranges(view), "1-1 erased ");
}

CAF_TEST(the order of the sections) {
  fixture f{{said("user", "old"), said("assistant", "old"), said("user", "new")}};
  f.source.session_prompt = "prompt";
  f.source.summary = view_summary{"s-1", "They greeted.", 2};
  f.request.retrieved = {"fact"};
  const auto view = f.view();
  CAF_CHECK_EQUAL(shown(view),
                  "system: prompt\nsystem: Retrieved knowledge:\nfact\n"
                  "system: Summary of the conversation so far, messages 1 to 2:\nThey greeted.\n"
                  "user: new\n");
  CAF_CHECK(view.report.summary_id == "s-1");
  CAF_CHECK_EQUAL(ranges(view), "1-2 summarized ");
  CAF_CHECK(!view.report.summary_due);
}

CAF_TEST(calls and results by position) {
  // The same id again and again; the answers of the second message come late and in another order.
  fixture f{{called({"c"}), result("c", "one"), called({"c", "d"}), said("user", "meanwhile"),
             result("d", "three"), result("c", "two"), result("c", "nobody asked")}};
  const auto view = f.view();
  CAF_CHECK_EQUAL(shown(view),
                  "assistant: null [c]\ntool: one <- c\nassistant: null [c] [d]\n"
                  "tool: two <- c\ntool: three <- d\nuser: meanwhile\n");
  CAF_CHECK_EQUAL(ranges(view), "7-7 no_call ");
  CAF_CHECK(view.report.pending.empty());
}

CAF_TEST(results without an id) {
  fixture f{{called({"a", ""}), result("", "for a"), result({}, "for the other"), result({}, "x")}};
  const auto view = f.view();
  CAF_CHECK_EQUAL(shown(view),
                  "assistant: null [a] []\ntool: for a <- a\ntool: for the other <- \n");
  CAF_CHECK_EQUAL(ranges(view), "4-4 no_call ");
}

CAF_TEST(unanswered calls) {
  fixture f{
      {said("user", "q"), called({"a", "b"}, {}, "I look."), result("b", "found"), called({"z"})}};
  CAF_CHECK_EQUAL(shown(f.view()),
                  "user: q\nassistant: I look. [a] [b]\n"
                  "tool: [There is no result of this call yet.] <- a\ntool: found <- b\n"
                  "assistant: null [z]\ntool: [There is no result of this call yet.] <- z\n");
  CAF_CHECK((f.view().report.pending == std::vector<std::string>{"a", "z"}));
  f.request.pending = pending_rule::omit;
  const auto view = f.view();
  CAF_CHECK_EQUAL(shown(view), "user: q\nassistant: I look. [b]\ntool: found <- b\n");
  CAF_CHECK((view.report.pending == std::vector<std::string>{"a", "z"}));
  CAF_CHECK_EQUAL(ranges(view), "4-4 pending ");
}

CAF_TEST(names without a participant) {
  using enum domain::participant_type;
  fixture f{{said("user", "1", "u"), said("assistant", "2", "a"), said("agent_x.y", "3", "b"),
             said("master_controller", "4", "m"), said("assistant", "5"),
             said("agent_child", "6", "elsewhere"), said("user_guest", "7", "g"),
             said("assistant", "8", "i")}};
  auto implied = person("i", agent, "assistant");
  implied.metadata["implied"] = true;
  f.source.participants = {person("u", user),          person("a", agent, "writer"),
                           person("b", agent, "x.y"),  person("m", master_controller),
                           person("g", user, "guest"), implied};
  CAF_CHECK_EQUAL(shown(f.view()),
                  "user: 1\nassistant/writer: 2\nassistant/x_y: 3\nassistant/master_controller: 4\n"
                  "assistant: 5\nassistant/child: 6\nuser: 7\nassistant: 8\n");
}

CAF_TEST(as a participant) {
  using enum domain::participant_type;
  fixture f{{said("user", "task", "ü 1"), called({"c"}, "a", "Looking."), result("c", "R"),
             called({"d"}, "b", "Me too."), result("d", "S"), called({"e"}, "b"),
             said("system", "note", "m"), said("agent_writer", "done", "a")}};
  f.source.participants = {person("ü 1", user), person("a", agent, "writer"),
                           person("b", agent, "editor"), person("m", master_controller)};
  f.request.as_participant = "a";
  auto view = f.view();
  CAF_CHECK_EQUAL(shown(view),
                  "user/__1: task\nassistant: Looking. [c]\ntool: R <- c\n"
                  "user/editor: Me too.\n[called find with {}]\n[find answered: S]\n"
                  "user/editor: [called find with {}]\n[find has not answered yet]\n"
                  "system: note\nassistant: done\n");
  CAF_CHECK((view.report.pending == std::vector<std::string>{"e"}));
  CAF_CHECK_EQUAL(view.report.included.messages, 8);
  f.request.pending = pending_rule::omit;
  CAF_CHECK_EQUAL(ranges(f.view()), "6-6 pending ");
  f.request.as_participant = "ü 1";
  CAF_CHECK(f.view().messages.front().role == "assistant");
  // Two of one role are told apart by their ids.
  f.source.participants[2].role = "writer";
  CAF_CHECK(f.view().messages[1].name == "a");
  f.request.as_participant = "nobody";
  CAF_CHECK_EQUAL(f.refusal(), "invalid_argument as_participant");
}

CAF_TEST(contents that are missing) {
  fixture f{{said("user", std::nullopt), said("assistant", std::nullopt), said("user", " ")}};
  CAF_CHECK_EQUAL(shown(f.view()), "user: \nassistant: \nuser:  \n");
}
