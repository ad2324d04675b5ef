#define CAF_SUITE summaries
#include "actors/summary_world.hpp"

// When sessions are summarized, and what happens to them meanwhile.

using namespace parley;
using namespace parley::protocol;
using base::errc;
using testing::commit_fault;
using tests::code_of;
using texts = std::vector<std::string>;
using std::chrono::minutes;
using std::chrono::seconds;

namespace {

base::result<std::string> refused(errc code = errc::unavailable) {
  return base::fail(code, "", "the test says no");
}

}  // namespace

CAF_TEST_FIXTURE_SCOPE(summary_tests, tests::summary_world)

CAF_TEST(a session is summarized when it is due) {
  create();
  talk(5);
  CAF_CHECK(model->jobs.empty());
  talk(1);
  CAF_REQUIRE_EQUAL(model->jobs.size(), 1u);
  const auto& job = model->jobs.front().what;
  CAF_CHECK_EQUAL(job.from_seq, 1);
  CAF_CHECK_EQUAL(job.to_seq, 6);
  CAF_CHECK_EQUAL(job.messages.size(), 6u);
  CAF_CHECK(!job.previous && !job.meta);
  talk(1);
  say_made("first");
  CAF_CHECK(shown() == texts{"1-6 first"});
  const auto made = summaries().front();
  CAF_CHECK(made.model == "scripted" && made.round == 6 && made.reason == "round");
  CAF_CHECK(made.messages == 6 && !made.previous_summary_id);
  CAF_CHECK(history().size() == 14u);
  talk(3);
  CAF_REQUIRE_EQUAL(model->jobs.size(), 1u);
  CAF_CHECK(model->jobs.front().what.previous == "first");
  say_made("second");
  CAF_CHECK(shown() == (texts{"1-6 first", "7-14 second"}));
  CAF_CHECK(summaries()[1].previous_summary_id == made.summary_id);
  talk(5);
  CAF_REQUIRE_EQUAL(model->jobs.size(), 1u);
  CAF_CHECK(model->jobs.front().what.meta);
  say_made("third");
  CAF_CHECK(summaries()[2].is_meta);
}

CAF_TEST(the latest summary is made again on request) {
  create();
  talk(6);
  say_made("first");
  talk(4);
  say_made("second");
  protocol::summarize_command command;
  command.again = command.wait = true;
  auto asked = begin<protocol::summarize_reply>(summarize_atom_v, who(), ref(), command);
  step();
  CAF_REQUIRE_EQUAL(model->jobs.size(), 1u);
  const auto job = model->jobs.front().what;
  CAF_CHECK(job.from_seq == 7 && job.to_seq == 14 && job.messages.size() == 8);
  CAF_CHECK(job.previous == "first");
  say_made("better");
  CAF_REQUIRE(*asked && (*asked)->has_value() && (**asked)->summary);
  CAF_CHECK((**asked)->summary->reason == "asked");
  CAF_CHECK(shown() == (texts{"1-6 first", "7-14 second", "7-14 better"}));
  CAF_CHECK(summaries()[2].previous_summary_id == summaries()[0].summary_id);
  talk(5);
  CAF_REQUIRE_EQUAL(model->jobs.size(), 1u);
  CAF_CHECK(model->jobs.front().what.previous == "better");
  say_made("third");
  CAF_CHECK(summaries()[3].previous_summary_id == summaries()[2].summary_id);
}

CAF_TEST(the first summary is made again with what the session began with) {
  create();
  talk(6);
  say_made("first");
  protocol::summarize_command command;
  command.again = true;
  begin<protocol::summarize_reply>(summarize_atom_v, who(), ref(), command);
  step();
  CAF_REQUIRE_EQUAL(model->jobs.size(), 1u);
  CAF_CHECK(!model->jobs.front().what.previous && model->jobs.front().what.from_seq == 1);
  // Who wants the next one meanwhile gets it afterwards.
  talk(4);
  say_made("better");
  CAF_REQUIRE_EQUAL(model->jobs.size(), 1u);
  CAF_CHECK(model->jobs.front().what.from_seq == 7);
  say_made("second");
  CAF_CHECK(shown() == (texts{"1-6 first", "1-6 better", "7-14 second"}));
}

CAF_TEST(what is made again and erased meanwhile is not taken) {
  create();
  talk(6);
  say_made("first");
  protocol::summarize_command command;
  command.again = true;
  begin<protocol::summarize_reply>(summarize_atom_v, who(), ref(), command);
  step();
  CAF_REQUIRE(blank("2").has_value());
  say_made("better");
  CAF_CHECK(shown() == texts{"(1-6)"});
  CAF_REQUIRE_EQUAL(model->jobs.size(), 1u);
  CAF_CHECK_EQUAL(model->jobs.front().what.messages.size(), 5u);
  say_made("without it");
  CAF_CHECK(shown() == (texts{"(1-6)", "1-6 without it"}));
}

CAF_TEST(a long window is summarized whatever its round) {
  env->summaries.rules.max_tokens = 100;
  create();
  append(say({std::string(300, 'a'), "b", "c", "d", "e", "f", "g"}));
  CAF_CHECK(model->jobs.empty());
  append(say({std::string(300, 'a')}));
  CAF_REQUIRE_EQUAL(model->jobs.size(), 1u);
  CAF_CHECK_EQUAL(model->jobs.front().what.to_seq, 2);
  append(say({"more"}));
  CAF_CHECK_EQUAL(model->jobs.size(), 1u);
  say_made("short");
  CAF_CHECK(summaries().front().reason == "length");
  append(say({"and more"}));
  CAF_CHECK(model->jobs.empty());
}

CAF_TEST(whoever asks gets it or hears that there is nothing to do) {
  create();
  talk(5);
  auto early = begin_summary();
  CAF_REQUIRE(*early && (*early)->has_value());
  CAF_CHECK(!(**early)->summary && !(**early)->queued);
  talk(1);
  auto first = begin_summary();
  auto second = begin_summary();
  auto third = begin_summary(false);
  CAF_CHECK(!*first && !*second);
  CAF_CHECK(*third && (**third)->queued);
  CAF_CHECK_EQUAL(model->jobs.size(), 1u);
  say_made("made");
  // What was asked for while it was made is looked at again: there is nothing more.
  CAF_REQUIRE(*first && *second);
  CAF_CHECK(model->jobs.empty());
  CAF_CHECK(shown() == texts{"1-6 made"});
  CAF_CHECK(code_of(take(begin_summary(true, "nobody"))) == errc::not_found);
}

CAF_TEST(a failure is tried again and changes nothing) {
  create();
  talk(6);
  for (int i = 1; i < env->summaries.attempts; ++i) {
    CAF_REQUIRE_EQUAL(model->jobs.size(), 1u);
    model->answer(i % 2 == 0 ? refused() : refused(errc::rate_limited));
    step();
    CAF_CHECK(model->jobs.empty());
    CAF_CHECK(shown().empty());
    pass(minutes{2});
  }
  say_made("at last");
  CAF_CHECK(shown() == texts{"1-6 at last"});
  CAF_CHECK_EQUAL(history().size(), 12u);
}

CAF_TEST(after too many failures a due round waits for the next) {
  env->idle = std::chrono::hours{10};  // it would look again when it comes back
  create();
  talk(6);
  for (int i = 0; i < env->summaries.attempts; ++i) {
    CAF_REQUIRE_EQUAL(model->jobs.size(), 1u);
    model->answer(refused());
    step();
    pass(minutes{2});
  }
  CAF_CHECK(model->jobs.empty());
  talk(3);
  CAF_CHECK(model->jobs.empty());
  talk(1);
  CAF_CHECK_EQUAL(model->jobs.size(), 1u);
}

CAF_TEST(who waits hears of the first failure) {
  env->summaries.automatic = false;
  create();
  talk(6);
  auto asked = begin_summary();
  model->answer(refused());
  CAF_CHECK(code_of(take(asked)) == errc::unavailable);
  pass(minutes{2});
  CAF_REQUIRE_EQUAL(model->jobs.size(), 1u);
  model->answer(refused(errc::invalid_argument));
  step();
  pass(minutes{2});
  CAF_CHECK(model->jobs.empty());
}

CAF_TEST(who waits is told when the time is over and the work goes on) {
  env->summaries.automatic = false;
  create();
  talk(6);
  auto asked = begin_summary();
  pass(seconds{31});
  CAF_CHECK(code_of(take(asked)) == errc::timeout);
  say_made("made");
  CAF_CHECK(shown() == texts{"1-6 made"});
}

CAF_TEST(what was erased meanwhile is in no summary) {
  create();
  talk(6);
  CAF_REQUIRE_EQUAL(model->jobs.size(), 1u);
  CAF_REQUIRE(blank("3").has_value());
  say_made("of user 2");
  CAF_CHECK(shown().empty());
  CAF_REQUIRE_EQUAL(model->jobs.size(), 1u);
  for (const auto& m : model->jobs.front().what.messages) CAF_CHECK(m.seq != 3);
  say_made("without it");
  CAF_CHECK(shown() == texts{"1-6 without it"});
}

CAF_TEST(a summary of what is erased is made again) {
  create();
  talk(6);
  say_made("of user 2");
  CAF_REQUIRE(blank("3").has_value());
  CAF_REQUIRE_EQUAL(model->jobs.size(), 1u);
  CAF_CHECK(!model->jobs.front().what.previous);
  CAF_CHECK(shown() == texts{"(1-6)"});
  say_made("again");
  CAF_CHECK(shown() == (texts{"(1-6)", "1-6 again"}));
  CAF_CHECK(summaries()[1].reason == "stale");
}

CAF_TEST(erasing the session ends the work) {
  create();
  talk(6);
  auto asked = begin_summary();
  CAF_REQUIRE(erase("s1").has_value());
  CAF_CHECK_EQUAL(model->cancelled, 1);
  CAF_CHECK(model->jobs.empty());
  CAF_CHECK(*asked);
  pass(minutes{2});
  CAF_CHECK(model->jobs.empty());
}

CAF_TEST(a session that rests takes its summary over) {
  create();
  talk(6);
  (void)ask<done>(passivate_atom_v, who(), ref());
  CAF_CHECK_EQUAL(live(), 0u);
  say_made("made");
  CAF_CHECK(shown() == texts{"1-6 made"});
  talk(1);
  CAF_CHECK(model->jobs.empty());
}

CAF_TEST(what a crash cut off is made when the session is used again) {
  create();
  talk(6);
  CAF_REQUIRE_EQUAL(model->jobs.size(), 1u);
  crash();
  CAF_CHECK(model->jobs.empty());
  CAF_REQUIRE(get().has_value());
  CAF_REQUIRE_EQUAL(model->jobs.size(), 1u);
  say_made("made");
  crash();
  CAF_REQUIRE(get().has_value());
  CAF_CHECK(model->jobs.empty());
  CAF_CHECK(shown() == texts{"1-6 made"});
}

CAF_TEST(a commit that nobody knows of makes no second summary) {
  create();
  talk(6);
  script->push(commit_fault::written);
  say_made("made");
  pass(minutes{2});
  CAF_CHECK(shown() == texts{"1-6 made"});
  CAF_CHECK(model->jobs.empty());
  talk(4);
  CAF_REQUIRE_EQUAL(model->jobs.size(), 1u);
  script->push(commit_fault::reject);
  say_made("lost");
  CAF_CHECK(shown() == texts{"1-6 made"});
  pass(minutes{2});
  CAF_REQUIRE_EQUAL(model->jobs.size(), 1u);
  say_made("kept");
  CAF_CHECK_EQUAL(shown().size(), 2u);
}

CAF_TEST(a fork has the summaries of what it shares) {
  create();
  talk(6);
  say_made("made");
  auto command = creation("f");
  command.fork = storage::fork_point{"s1", 8};
  CAF_REQUIRE(ask<create_reply>(create_atom_v, who(), std::move(command)).has_value());
  CAF_CHECK(shown("f") == texts{"1-6 made"});
  CAF_REQUIRE(blank("2", "f").has_value());
  CAF_CHECK(shown("s1") == texts{"(1-6)"});
  CAF_REQUIRE(!model->jobs.empty());
}

CAF_TEST(closing makes the summary that is due) {
  create();
  talk(6);
  model->answer(refused(errc::invalid_argument));
  step();
  CAF_REQUIRE(close("s1").has_value());
  auto asked = begin_summary();
  CAF_REQUIRE_EQUAL(model->jobs.size(), 1u);
  say_made("in the end");
  CAF_CHECK(*asked && (**asked)->summary);
  CAF_CHECK(shown() == texts{"1-6 in the end"});
}

CAF_TEST(a bounded number is under way and tenants take turns) {
  env->summaries.at_once = 1;
  for (const std::string id : {"a", "b", "c"}) {
    create(id);
    talk(6, id);
  }
  auto other = who();
  other.tenant = "other";
  const storage::session_ref theirs{"other", "t"};
  CAF_REQUIRE(ask<create_reply>(create_atom_v, other, creation("t")).has_value());
  for (int i = 0; i < 6; ++i) {
    auto command = say({"x" + std::to_string(i), "y"});
    command.rounds = 1;
    CAF_REQUIRE(ask<append_reply>(append_atom_v, other, theirs, std::move(command)).has_value());
  }
  CAF_REQUIRE_EQUAL(model->jobs.size(), 1u);
  say_made("a");
  CAF_REQUIRE_EQUAL(model->jobs.size(), 1u);
  CAF_CHECK(model->jobs.front().what.messages.front().content == "x0");
  for (int i = 0; i < 3; ++i) say_made("rest");
  CAF_CHECK(model->jobs.empty());
}

CAF_TEST(a history that is too long for one summary takes several) {
  env->summaries.messages = 10;
  env->summaries.automatic = false;
  create();
  talk(12);
  auto asked = begin_summary();
  CAF_REQUIRE_EQUAL(model->jobs.size(), 1u);
  CAF_CHECK(model->jobs.front().what.to_seq == 4);
  say_made("one");
  CAF_CHECK(*asked);
  while (!model->jobs.empty()) say_made("next");
  const auto made = summaries();
  CAF_CHECK(made.size() > 2);
  for (std::size_t i = 1; i < made.size(); ++i) CAF_CHECK(made[i].from_seq == made[i - 1].to_seq + 1);
  CAF_CHECK(!made.empty() && made.back().to_seq == 18);
}

CAF_TEST_FIXTURE_SCOPE_END()
