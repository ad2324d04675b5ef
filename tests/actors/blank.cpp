#define CAF_SUITE blank
#include "actors/trees.hpp"

// Erased messages and erased users.

using namespace parley;
using namespace parley::protocol;
using base::errc;
using testing::commit_fault;
using tests::code_of;
using texts = std::vector<std::string>;

namespace {

struct blank_world : tests::tree_world {
  base::result<domain::erasure> blank(const std::string& name, const std::string& id = "s1") {
    return ask<domain::erasure>(blank_atom_v, who(), ref(id), blank_command{name, {}, {}, {}});
  }

  base::result<domain::erasure> erase_user(const std::string& user) {
    return ask<domain::erasure>(person_atom_v, who(), user);
  }

  void create_for(const std::string& id, const std::string& user, const std::string& parent = "") {
    auto command = creation(id);
    command.request.user_id = user;
    if (!parent.empty()) command.request.parent_session_id = parent;
    CAF_REQUIRE(ask<create_reply>(create_atom_v, who(), std::move(command)).has_value());
  }

  void fork(const std::string& id, const std::string& from, std::int64_t at_seq) {
    auto command = creation(id);
    command.fork = storage::fork_point{from, at_seq};
    CAF_REQUIRE(ask<create_reply>(create_atom_v, who(), std::move(command)).has_value());
  }

  base::result<turn_reply> question(const std::string& text, const std::string& id = "s1") {
    return ask<turn_reply>(
        turn_atom_v, who(), ref(id),
        turn_command{begin_turn{say({text}).messages.at(0), {}, domain::when_busy::enqueue}});
  }
  std::string question_of(const std::string& turn_id, const std::string& id = "s1") {
    const auto found = ask<domain::turn_view>(find_turn_atom_v, who(), ref(id), turn_id);
    if (!found || !found->question) return "(none)";
    return found->question->content.value_or("(null)");
  }

  append_command called(const std::string& call_id) {
    append_command command;
    const domain::json call{{"id", call_id},
                            {"type", "function"},
                            {"function", {{"name", "f"}, {"arguments", "{}"}}}};
    const domain::json said[] = {
        {{"role", "assistant"}, {"content", "calling"}, {"tool_calls", {call}}},
        {{"role", "tool"}, {"content", "result"}, {"tool_call_id", call_id}},
        {{"role", "assistant"}, {"content", "so it is"}}};
    for (const auto& json : said)
      command.messages.push_back(domain::decode_message(json, {}).value());
    return command;
  }

  domain::session record(const std::string& id) { return get(id)->record; }
};

}  // namespace

CAF_TEST_FIXTURE_SCOPE(blank_tests, blank_world)

CAF_TEST(an erased message is blank at once and for good) {
  create();
  append(say({"one", "two", "three"}));
  const auto receipt = blank("2");
  CAF_REQUIRE(receipt.has_value());
  CAF_CHECK(receipt->kind == domain::erased_kind::message);
  CAF_CHECK(receipt->subject == "s1/2");
  CAF_CHECK(receipt->messages == 1);
  for (int i = 0; i < 2; ++i) {
    CAF_CHECK(history() == (texts{"one", "(null)", "three"}));
    const auto found = ask<domain::message>(find_atom_v, who(), ref(), std::string{"2"});
    CAF_CHECK(found && found->status == domain::message_status::erased);
    CAF_CHECK(get()->message_count() == 3);
    crash();
  }
  const auto again = blank("2");
  CAF_REQUIRE(again.has_value());
  CAF_CHECK(again->receipt_id == receipt->receipt_id);
  CAF_CHECK(again->purged_at.has_value());
  CAF_CHECK(jobs() == 0);
  append(say({"four"}));
  CAF_CHECK(history() == (texts{"one", "(null)", "three", "four"}));
  CAF_CHECK(code_of(blank("9")) == errc::not_found);
  CAF_CHECK(code_of(blank("nobody")) == errc::not_found);
  CAF_CHECK(code_of(blank("1", "s2")) == errc::not_found);
}

CAF_TEST(a call is erased with its results) {
  create();
  append(say({"question"}));
  append(called("c1"));
  const auto receipt = blank("2");
  CAF_REQUIRE(receipt.has_value());
  CAF_CHECK(receipt->messages == 2);
  CAF_CHECK(history() == (texts{"question", "(null)", "(null)", "so it is"}));
  CAF_CHECK(blank("3")->messages == 0);
}

CAF_TEST(forks that are live show it no more) {
  create("origin");
  append(say({"one", "two", "three"}), "origin");
  fork("f1", "origin", 2);
  append(say({"own"}), "f1");
  fork("f2", "f1", 1);
  CAF_CHECK(history("f2") == texts{"one"});
  const auto receipt = blank("1", "f1");
  CAF_REQUIRE(receipt.has_value());
  CAF_CHECK(receipt->forks == 2);
  CAF_CHECK(history("origin") == (texts{"(null)", "two", "three"}));
  CAF_CHECK(history("f1") == (texts{"(null)", "two", "own"}));
  CAF_CHECK(history("f2") == texts{"(null)"});
}

CAF_TEST(an append that is repeated after the erasing is told so) {
  create();
  append(say({"one"}, "m1"));
  CAF_REQUIRE(blank("m1").has_value());
  CAF_CHECK(code_of(append(say({"one"}, "m1"))) == errc::erased);
  CAF_CHECK(history() == texts{"(null)"});
}

CAF_TEST(an erasing whose commit nobody knows can be repeated) {
  create();
  append(say({"one", "two"}));
  script->push(commit_fault::written);
  CAF_CHECK(code_of(blank("1")) == errc::unknown_outcome);
  CAF_CHECK(history() == (texts{"(null)", "two"}));
  const auto receipt = blank("1");
  CAF_REQUIRE(receipt.has_value());
  CAF_CHECK(receipt->messages == 1);
  script->push(commit_fault::reject);
  CAF_CHECK(code_of(blank("2")) == errc::unavailable);
  CAF_CHECK(history() == (texts{"(null)", "two"}));
}

CAF_TEST(questions of an erased user that wait are taken out) {
  create();
  const auto running = question("the first");
  const auto waiting = question("the second");
  const auto cancelled = question("the third");
  CAF_REQUIRE(running && waiting && cancelled);
  const auto id_of = [](const auto& r) { return r->turn.turn.turn_id; };
  CAF_REQUIRE(ask<turn_reply>(turn_atom_v, who(), ref(),
                              turn_command{end_turn{id_of(cancelled),
                                                    {domain::turn_state::cancelled, {}, {}, ""}}}));
  CAF_CHECK(question_of(id_of(waiting)) == "the second");
  const auto receipt = erase_user("user");
  CAF_REQUIRE(receipt.has_value());
  CAF_CHECK(receipt->messages == 1);
  const auto chunk = ask<turn_reply>(turn_atom_v, who(), ref(),
                                     turn_command{add_chunks{id_of(running), 0, {"answer"}}});
  CAF_REQUIRE(chunk.has_value());
  CAF_CHECK(chunk->turn.question && !chunk->turn.question->content);
  for (int i = 0; i < 2; ++i) {
    CAF_CHECK(question_of(id_of(running)) == "(null)");
    CAF_CHECK(question_of(id_of(waiting)) == "(none)");
    CAF_CHECK(question_of(id_of(cancelled)) == "(none)");
    crash();
  }
  CAF_CHECK(erase_user("user")->purged_at.has_value());
  CAF_CHECK(jobs() == 0);
}

CAF_TEST(a question that runs in the origin is erased through a fork) {
  create("origin");
  const auto running = question("the first", "origin");
  CAF_REQUIRE(running.has_value());
  fork("f", "origin", 1);
  CAF_REQUIRE(blank("1", "f").has_value());
  const auto turn_id = running->turn.turn.turn_id;
  const auto chunk = ask<turn_reply>(turn_atom_v, who(), ref("origin"),
                                     turn_command{add_chunks{turn_id, 0, {"answer"}}});
  CAF_REQUIRE(chunk.has_value());
  CAF_CHECK(chunk->turn.question && !chunk->turn.question->content);
  CAF_CHECK(question_of(turn_id, "origin") == "(null)");
}

CAF_TEST(a user is erased everywhere) {
  create_for("mine", "user");
  append(say({"a", "b"}), "mine");
  create("other");
  append(say({"c"}), "other");
  append(called("c1"), "other");
  append(say({"d"}), "other");
  const auto receipt = erase_user("user");
  CAF_REQUIRE(receipt.has_value());
  CAF_CHECK(receipt->kind == domain::erased_kind::user);
  CAF_CHECK(receipt->subject == "user");
  CAF_CHECK(receipt->sessions == 1);
  CAF_CHECK(receipt->messages == 4);
  CAF_CHECK(code_of(get("mine")) == errc::erased);
  CAF_CHECK(history("other") == (texts{"(null)", "calling", "result", "so it is", "(null)"}));
  CAF_CHECK(jobs() == 0);
  const auto again = erase_user("user");
  CAF_REQUIRE(again.has_value());
  CAF_CHECK(again->receipt_id == receipt->receipt_id);
  CAF_CHECK(again->purged_at.has_value());
  // Who comes back is erased again, and what was erased before is counted with it.
  append(say({"e"}), "other");
  const auto later = erase_user("user");
  CAF_REQUIRE(later.has_value());
  CAF_CHECK(later->receipt_id != receipt->receipt_id);
  CAF_CHECK(later->messages == 5);
  CAF_CHECK(history("other").back() == "(null)");
  CAF_CHECK(erase_user("nobody")->messages == 0);
}

CAF_TEST(children of other owners become roots) {
  create_for("top", "ann");
  create_for("a", "ann", "top");
  create_for("b", "bob", "a");
  create_for("c", "bob", "b");
  create_for("d", "ann", "c");
  create_for("e", "bob", "d");
  create_for("f", "cy", "top");
  const auto receipt = erase_user("ann");
  CAF_REQUIRE(receipt.has_value());
  CAF_CHECK(receipt->sessions == 3);
  for (const auto* id : {"top", "a", "d"}) CAF_CHECK(code_of(get(id)) == errc::erased);
  for (const auto* id : {"b", "e", "f"}) {
    const auto r = record(id);
    CAF_CHECK(!r.parent_session_id);
    CAF_CHECK(!r.root_session_id);
    CAF_CHECK(r.depth == 0);
  }
  const auto c = record("c");
  CAF_CHECK(c.parent_session_id == "b");
  CAF_CHECK(c.root_session_id == "b");
  CAF_CHECK(c.depth == 1);
}

CAF_TEST(the erasing of a user survives a crash at any commit) {
  for (int cut = 0; cut < 14; ++cut) {
    blank_world w;
    w.create_for("top", "user");
    w.create_for("below", "bob", "top");
    w.create_for("own", "user", "top");
    w.append(w.say({"a"}), "own");
    w.create("other");
    w.append(w.say({"b"}), "other");
    int n = 0;
    w.script->before_commit([&](std::span<const storage::submission>) {
      if (n++ == cut) w.script->commits_unavailable(true);
    });
    auto erasing = w.begin<domain::erasure>(person_atom_v, w.who(), std::string{"user"});
    w.step();
    w.script->before_commit(nullptr);
    w.crash();
    w.script->commits_unavailable(false);
    w.pass(std::chrono::minutes{2});
    const auto receipt = w.erase_user("user");
    CAF_REQUIRE(receipt.has_value());
    CAF_CHECK(receipt->sessions == 2);
    CAF_CHECK(receipt->messages == 2);
    CAF_CHECK(code_of(w.get("top")) == errc::erased);
    CAF_CHECK(code_of(w.get("own")) == errc::erased);
    CAF_CHECK(!w.record("below").parent_session_id);
    CAF_CHECK(w.history("other") == texts{"(null)"});
    w.pass(std::chrono::minutes{2});
    CAF_CHECK(w.erase_user("user")->purged_at.has_value());
    CAF_CHECK(w.jobs() == 0);
  }
}

CAF_TEST_FIXTURE_SCOPE_END()
