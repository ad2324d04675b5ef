#define CAF_SUITE turns
#include "turns_world.hpp"

// Turns: what a session promises about answers that are streamed.

using namespace parley;
using namespace parley::tests;

CAF_TEST_FIXTURE_SCOPE(turn_tests, turns_world)

CAF_TEST(a streamed answer enters the history when it is complete) {
  const auto begun = begin_turn("question");
  CAF_CHECK_EQUAL(state_of(begun), "running");
  CAF_CHECK(begun->turn.question->seq == 1);
  CAF_CHECK(begun->turn.position == 0);
  CAF_CHECK(chunk(id_of(begun), 0, {"an", "sw"}).has_value());
  CAF_CHECK(chunk(id_of(begun), 2, {"er"}).has_value());
  CAF_CHECK(history() == (texts{"question"}));
  CAF_CHECK(find(id_of(begun))->turn.draft.text == "answer");
  const auto ended = end(id_of(begun));
  CAF_CHECK_EQUAL(state_of(ended), "complete");
  CAF_REQUIRE(ended->turn.answer.has_value());
  CAF_CHECK(ended->turn.answer->seq == 2);
  CAF_CHECK(history() == (texts{"question", "answer"}));
  CAF_CHECK(get()->record.turn_count == 1);
  CAF_CHECK(get()->record.round == 1);
  CAF_CHECK(find(id_of(begun))->answer->seq == 2);
}

CAF_TEST(what ends twice ends once) {
  const auto id = id_of(begin_turn("q"));
  CAF_CHECK(!end(id)->known);
  const auto again = end(id);
  CAF_REQUIRE(again.has_value());
  CAF_CHECK(again->known);
  CAF_CHECK(again->turn.answer->seq == 2);
  CAF_CHECK(tests::code_of(end(id, domain::turn_state::failed)) == errc::conflict);
  CAF_CHECK(tests::code_of(chunk(id, 0, {"x"})) == errc::conflict);
  CAF_CHECK(tests::code_of(end("none")) == errc::not_found);
  CAF_CHECK(get()->record.turn_count == 1);
}

CAF_TEST(a question with an id begins one turn) {
  const auto first = begin_turn("q", "m1");
  const auto again = begin_turn("q", "m1");
  CAF_REQUIRE(again.has_value());
  CAF_CHECK(again->known);
  CAF_CHECK_EQUAL(id_of(again), id_of(first));
  CAF_CHECK(tests::code_of(begin_turn("other", "m1")) == errc::conflict);
  end(id_of(first));
  const auto later = begin_turn("q", "m1");
  CAF_REQUIRE(later.has_value());
  CAF_CHECK_EQUAL(state_of(later), "complete");
  CAF_CHECK(tests::code_of(begin_turn("other", "m1")) == errc::conflict);
  append(say({"plain"}, "m2"));
  CAF_CHECK(tests::code_of(begin_turn("plain", "m2")) == errc::conflict);
  CAF_CHECK(history() == (texts{"q", "", "plain"}));
}

CAF_TEST(a busy session does what the request says) {
  const auto first = begin_turn("1");
  chunk(id_of(first), 0, {"part"});
  CAF_CHECK_EQUAL(state_of(begin_turn("x", "", domain::when_busy::reject)), "turn_running");
  const auto second = begin_turn("2");
  CAF_CHECK_EQUAL(state_of(second), "queued");
  CAF_CHECK(second->turn.position == 1);
  CAF_CHECK(second->turn.question->seq == 0);
  const auto third = begin_turn("3", "", domain::when_busy::interrupt);
  CAF_CHECK_EQUAL(state_of(third), "running");
  CAF_CHECK(find(id_of(first))->turn.state == domain::turn_state::cancelled);
  append(say({"aside"}));
  end(id_of(third));
  CAF_CHECK(find(id_of(second))->turn.state == domain::turn_state::running);
  CAF_CHECK(history() == (texts{"1", "part", "3", "aside", "", "2"}));
  end(id_of(second), domain::turn_state::cancelled);
  CAF_CHECK(get()->record.turn_count == 1);
}

CAF_TEST(a lease that ends fails the turn and the next one starts) {
  const auto first = begin_turn("1");
  const auto second = begin_turn("2");
  chunk(id_of(first), 0, {"par"});
  pass(599s);
  CAF_CHECK(find(id_of(first))->turn.state == domain::turn_state::running);
  chunk(id_of(first), 1, {"tial"});
  pass(599s);
  CAF_CHECK(find(id_of(first))->turn.state == domain::turn_state::running);
  pass(2s);
  CAF_CHECK(find(id_of(first))->turn.state == domain::turn_state::failed);
  CAF_CHECK(find(id_of(second))->turn.state == domain::turn_state::running);
  CAF_CHECK(history() == (texts{"1", "partial", "2"}));
}

CAF_TEST(while the store is away a lease that ended is looked at once a second) {
  const auto id = id_of(begin_turn("q"));
  script->commits_unavailable(true);
  pass(601s);
  using supervisor_impl =
      std::remove_pointer_t<supervisor_actor::stateful_pointer<actors::supervisor_state>>;
  const auto& wakes = deref<supervisor_impl>(supervisor).state.wakes;
  CAF_REQUIRE(wakes.size() == 1u);
  CAF_CHECK(wakes.begin()->first - clock.monotonic() == 1s);
  const auto before = script->submissions();
  pass(500ms);
  CAF_CHECK(script->submissions() == before);
  script->commits_unavailable(false);
  pass(501ms);
  CAF_CHECK(find(id)->turn.state == domain::turn_state::failed);
}

CAF_TEST(a draft has a durable copy within a second) {
  const auto id = id_of(begin_turn("q"));
  const auto before = script->submissions();
  chunk(id, 0, {"a"});
  CAF_CHECK(script->submissions() == before);
  pass(1s);
  CAF_CHECK(script->submissions() == before + 1);
  pass(1s);
  CAF_CHECK(script->submissions() == before + 1);
  chunk(id, 1, {std::string(65536, 'b')});
  CAF_CHECK(script->submissions() == before + 2);
}

CAF_TEST(the collector leaves a running turn alone) {
  begin_turn("q");
  pass(400s);
  CAF_CHECK(live() == 1u);
  pass(201s);
  pass(400s);
  CAF_CHECK(live() == 0u);
  CAF_CHECK(history() == (texts{"q", ""}));
}

CAF_TEST(closing cancels what is open) {
  const auto first = begin_turn("1");
  const auto second = begin_turn("2");
  chunk(id_of(first), 0, {"ab"});
  CAF_CHECK(change(domain::close_change{}).has_value());
  CAF_CHECK(find(id_of(first))->turn.state == domain::turn_state::cancelled);
  CAF_CHECK(find(id_of(second))->turn.state == domain::turn_state::cancelled);
  CAF_CHECK(history() == (texts{"1", "ab"}));
  CAF_CHECK(tests::code_of(begin_turn("3")) == errc::session_closed);
}

CAF_TEST(a whole turn is recorded in one step) {
  auto whole = [&](const std::string& q, const std::string& id) {
    protocol::begin_turn what{say({q}, id).messages.at(0), {}, {}};
    what.answer = domain::decode_message({{"role", "assistant"}, {"content", "a"}}, {}).value();
    return turn({std::move(what)});
  };
  const auto before = script->submissions();
  const auto first = whole("q", "m1");
  CAF_REQUIRE(first.has_value());
  CAF_CHECK(script->submissions() == before + 1);
  CAF_CHECK(first->turn.question->seq == 1);
  CAF_CHECK(first->turn.answer->seq == 2);
  const auto again = whole("q", "m1");
  CAF_REQUIRE(again.has_value());
  CAF_CHECK(again->known);
  CAF_CHECK_EQUAL(id_of(again), id_of(first));
  CAF_CHECK(again->turn.answer->seq == 2);
  CAF_CHECK(get()->record.turn_count == 1);
  CAF_CHECK(history() == (texts{"q", "a"}));
}

CAF_TEST(a list of turns is of one moment while a commit is unknown) {
  begin_turn("1");
  script->push(commit_fault::written);
  protocol::begin_turn what{say({"2"}).messages.at(0), {}, domain::when_busy::interrupt};
  auto second = begin<turn_reply>(turn_atom_v, who(), ref(), turn_command{std::move(what)});
  auto page = begin<turn_page>(list_turns_atom_v, who(), ref(), std::int64_t{0}, std::int64_t{9});
  step();
  CAF_CHECK(tests::code_of(**second) == errc::unknown_outcome);
  CAF_REQUIRE(*page && (*page)->has_value());
  int running = 0;
  for (const auto& item : (*page)->value().items)
    running += item.turn.state == domain::turn_state::running;
  CAF_CHECK(running == 1);
}

CAF_TEST(turns are listed with their messages) {
  const auto first = begin_turn("1");
  end(id_of(first));
  const auto second = begin_turn("2");
  begin_turn("3");
  chunk(id_of(second), 0, {"x"});
  const auto page = ask<turn_page>(list_turns_atom_v, who(), ref(), std::int64_t{0},
                                   std::int64_t{2});
  CAF_REQUIRE(page.has_value());
  CAF_REQUIRE(page->items.size() == 2u);
  CAF_CHECK(page->items[0].answer->seq == 2);
  CAF_CHECK(page->items[1].turn.draft.text == "x");
  CAF_CHECK(page->next == 2);
  const auto rest = ask<turn_page>(list_turns_atom_v, who(), ref(), std::int64_t{2},
                                   std::int64_t{2});
  CAF_CHECK(rest->items.size() == 1u);
  CAF_CHECK(rest->items[0].position == 1);
  CAF_CHECK(!rest->next);
}

CAF_TEST(the ids of a turn that is not over are taken) {
  const auto running = id_of(begin_turn("q", "Q"));
  const auto queued = id_of(begin_turn("b", "B"));
  for (const auto* text : {"b", "other"})
    CAF_CHECK(tests::code_of(append(say({text}, "B"))) == errc::conflict);
  for (const auto& id : {running, queued}) {
    CAF_CHECK(tests::code_of(append(say({"x"}, id + ":a"))) == errc::conflict);
    CAF_CHECK(tests::code_of(begin_turn("x", id + ":a")) == errc::conflict);
  }
  CAF_CHECK(append(say({"q"}, "Q"))->all_known);
  CAF_CHECK_EQUAL(state_of(end(running)), "complete");
  CAF_CHECK_EQUAL(state_of(end(queued)), "complete");
  CAF_CHECK(history() == (texts{"q", "", "b", ""}));
}

CAF_TEST(a turn is not begun again in another way) {
  const auto whole = [&](const std::string& q, const std::string& id, const std::string& answer,
                         const std::string& answer_id = "") {
    protocol::begin_turn what{say({q}, id).messages.at(0), {}, {}};
    what.answer = domain::decode_message({{"role", "assistant"}, {"content", answer}}, {}).value();
    what.answer->message_id = answer_id;
    return tests::code_of(turn({std::move(what)}));
  };
  CAF_CHECK(whole("q", "m1", "a") == errc{});
  CAF_CHECK(whole("q", "m1", "a") == errc{});
  CAF_CHECK(whole("q", "m1", "other") == errc::conflict);
  CAF_CHECK(whole("q", "m1", "a", "other") == errc::conflict);
  const auto running = id_of(begin_turn("r", "m2"));
  CAF_CHECK(whole("r", "m2", "a") == errc::conflict);
  // One that is cancelled while it waits keeps its question, for whoever asks and against others.
  const auto queued = id_of(begin_turn("w", "m3"));
  end(queued, domain::turn_state::cancelled);
  for (int again = 0; again < 2; ++again) {
    CAF_CHECK(find(queued)->question->content == "w");
    CAF_CHECK_EQUAL(id_of(begin_turn("w", "m3")), queued);
    CAF_CHECK(tests::code_of(begin_turn("other", "m3")) == errc::conflict);
    ask<done>(passivate_atom_v, who(), ref());
  }
  end(running);
  CAF_CHECK(history() == (texts{"q", "a", "r", ""}));
}

CAF_TEST(a turn is not completed again with another text) {
  const auto id = id_of(begin_turn("q"));
  const auto complete = [&](std::optional<std::string> content, const std::string& calls = "") {
    domain::turn_ending how{domain::turn_state::complete, std::move(content), {}, ""};
    how.tool_calls.text = calls;
    return tests::code_of(turn({end_turn{id, std::move(how)}}));
  };
  CAF_CHECK(complete("first") == errc{});
  CAF_CHECK(complete("first") == errc{});
  CAF_CHECK(complete(std::nullopt) == errc{});
  CAF_CHECK(complete("second") == errc::conflict);
  CAF_CHECK(complete("first", R"([{"id":"c"}])") == errc::conflict);
}

CAF_TEST(a whole turn interrupts or is refused as it says) {
  const auto running = id_of(begin_turn("q"));
  chunk(running, 0, {"so far"});
  const auto whole = [&](domain::when_busy mode) {
    protocol::begin_turn what{say({"w"}).messages.at(0), {}, mode};
    what.answer = domain::decode_message({{"role", "assistant"}, {"content", "a"}}, {}).value();
    return turn({std::move(what)});
  };
  CAF_CHECK(tests::code_of(whole(domain::when_busy::reject)) == errc::turn_running);
  const auto beside = whole(domain::when_busy::enqueue);
  CAF_CHECK(beside->turn.answer->seq == 3);
  CAF_CHECK_EQUAL(state_of(chunk(running, 1, {"!"})), "running");
  const auto instead = whole(domain::when_busy::interrupt);
  CAF_REQUIRE(instead.has_value());
  CAF_CHECK(instead->turn.question->seq == 5);
  CAF_CHECK(instead->turn.answer->seq == 6);
  CAF_CHECK(find(running)->turn.state == domain::turn_state::cancelled);
  CAF_CHECK(history() == (texts{"q", "w", "a", "so far!", "w", "a"}));
  CAF_CHECK(get()->record.turn_count == 2);
}

CAF_TEST(a turn that ends is shown whole however short the tail is) {
  const auto id = id_of(begin_turn("q"));
  for (int i = 0; i < 10; ++i) append(say({"between"}));
  const auto ended = end(id);
  CAF_REQUIRE(ended->turn.question && ended->turn.answer);
  CAF_CHECK(ended->turn.question->seq == 1);
  CAF_CHECK(ended->turn.question->content == "q");
  CAF_CHECK(ended->turn.answer->seq == 12);
  CAF_CHECK(*ended->turn.answer == *find(id)->answer);
  CAF_CHECK(*ended->turn.question == *find(id)->question);

  protocol::begin_turn what{say({"w"}).messages.at(0), {}, {}};
  const std::string much(static_cast<std::size_t>(env->tail_bytes) + 1, 'x');
  what.answer = domain::decode_message({{"role", "assistant"}, {"content", much}}, {}).value();
  const auto whole = turn({std::move(what)});
  CAF_REQUIRE(whole->turn.question && whole->turn.answer);
  CAF_CHECK(whole->turn.question->seq == 13);
  CAF_CHECK(*whole->turn.answer == *find(id_of(whole))->answer);
}

CAF_TEST_FIXTURE_SCOPE_END()
