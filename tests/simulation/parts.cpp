#define CAF_SUITE simulation_parts
#include <utility>
#include <vector>

#include "caf/test/unit_test.hpp"
#include "parley/telemetry/log.hpp"
#include "parley/testing/simulation.hpp"
#include "testing/simulation/ledger.hpp"
#include "testing/simulation/watch.hpp"

// What the simulation is made of: its checks must be able to fail.

using namespace parley;
using namespace parley::testing;
using namespace parley::testing::simulation;

namespace {

protocol::append_reply told(std::vector<std::pair<std::int64_t, std::string>> receipts,
                            bool known = false) {
  protocol::append_reply reply;
  for (auto& [seq, id] : receipts) reply.receipts.push_back({seq, id, {}, "user", {}, {}, known});
  return reply;
}

domain::message shown(std::int64_t seq, const std::string& id, const std::string& text) {
  domain::message m;
  m.seq = seq;
  m.message_id = id;
  m.content = text;
  return m;
}

std::string broken(const journal& events) {
  return events.failed() ? events.first_broken()->promise : "nothing";
}

struct bench {
  journal events{{}};
  session_ledger ledger{"s", events};
  said_unit one{{"a"}, {}, "", false};
  bench() { ledger.say("a", "m1"); }
};

std::string error_of(const std::string& json) {
  const auto scenario = read_simulation_scenario(json);
  return scenario ? "none" : scenario.error().field;
}

}  // namespace

CAF_TEST(a scenario is read or the first wrong field is named) {
  const auto read = read_simulation_scenario(
      R"({"name": "n", "steps": 7, "operations": {"append": 3}, "crash": 1})");
  CAF_REQUIRE(read.has_value());
  CAF_CHECK(read->name == "n");
  CAF_CHECK(read->steps == 7);
  CAF_CHECK(read->crash == 1);
  CAF_CHECK(read->operations.at("append") == 3);
  CAF_CHECK_EQUAL(error_of(R"({"step": 1})"), "step");
  CAF_CHECK_EQUAL(error_of(R"({"steps": 0})"), "steps");
  CAF_CHECK_EQUAL(error_of(R"({"crash": 10001})"), "crash");
  CAF_CHECK_EQUAL(error_of(R"({"summaries": 2})"), "summaries");
  CAF_CHECK_EQUAL(error_of(R"({"operations": {"apend": 1}})"), "operations.apend");
  CAF_CHECK_EQUAL(error_of(R"({"operations": []})"), "operations");
}

CAF_TEST(a seed is one run and another seed is another) {
  telemetry::configure_log("off", "text");
  simulation_scenario scenario;
  scenario.steps = 300;
  scenario.operations = {{"create", 1}, {"append", 5}, {"page", 2}};
  std::string first, again;
  const auto a = simulate(scenario, 1, [&](const std::string& line) { first += line + "\n"; });
  const auto b = simulate(scenario, 1, [&](const std::string& line) { again += line + "\n"; });
  CAF_CHECK(a.hash == b.hash);
  CAF_CHECK(first == again);
  CAF_CHECK(!a.broken);
  CAF_CHECK(a.acknowledged > 0);
  CAF_CHECK(a.messages > 0);
  CAF_CHECK(simulate(scenario, 1).hash == a.hash);
  CAF_CHECK(simulate(scenario, 2).hash != a.hash);
}

CAF_TEST(what a register may hold) {
  register_history r;
  r.acknowledged(r.begin("a", 1), 2);
  const auto b = r.begin("b", 5);
  CAF_CHECK(r.possible("a", 6, 9));
  CAF_CHECK(r.possible("b", 6, 9));
  CAF_CHECK(!r.possible("b", 3, 4));
  r.acknowledged(b, 7);
  CAF_CHECK(!r.possible("a", 8, 9));
  CAF_CHECK(r.possible("a", 6, 9));
  const auto c = r.begin("c", 10);
  r.refused(c);
  CAF_CHECK(!r.possible("c", 11, 12));
  r.begin("d", 10);  // its outcome is unknown
  CAF_CHECK(r.possible("d", 20, 21));
  CAF_CHECK(r.possible("b", 20, 21));
}

CAF_TEST(a ledger notices what should not be) {
  {
    bench b;
    b.ledger.begin({"a"});
    b.ledger.acknowledged(b.one, told({{1, "m1"}}), 1, 0);
    b.ledger.check_history({shown(1, "m1", "a")});
    CAF_CHECK_EQUAL(broken(b.events), "nothing");
    b.ledger.check_history({});
    CAF_CHECK_EQUAL(broken(b.events), "what was shown stays");
  }
  {
    bench b;
    b.ledger.begin({"a"});
    b.ledger.acknowledged(b.one, told({{1, "m1"}}), 1, 0);
    b.ledger.check_history({});
    CAF_CHECK_EQUAL(broken(b.events), "what was acknowledged is there");
  }
  {
    bench b;
    b.ledger.begin({"a"});
    b.ledger.refused({"a"});
    b.ledger.check_history({shown(1, "m1", "a")});
    CAF_CHECK_EQUAL(broken(b.events), "what was refused is not there");
  }
  {
    bench b;
    b.ledger.begin({"a"});
    b.ledger.unknown({"a"});
    b.ledger.check_history({shown(1, "m1", "a"), shown(2, "m2", "a")});
    CAF_CHECK_EQUAL(broken(b.events), "a message keeps its seq");
  }
  {
    bench b;
    b.ledger.begin({"a"});
    b.ledger.acknowledged(b.one, told({{1, "m1"}}), 1, 1);
    CAF_CHECK_EQUAL(broken(b.events), "order is that of time");
  }
  {
    bench b;
    b.ledger.begin({"a"});
    b.ledger.begin({"a"});
    b.ledger.acknowledged(b.one, told({{1, "m1"}}), 1, 0);
    b.ledger.acknowledged(b.one, told({{1, "m1"}}), 1, 0);
    CAF_CHECK_EQUAL(broken(b.events), "nothing is written twice");
  }
  {
    bench b;
    b.ledger.shown_head(3, 4, true);
    CAF_CHECK_EQUAL(broken(b.events), "readers see what was told before");
  }
}

CAF_TEST(a ledger notices what was not erased or should not be) {
  const auto told_and_shown = [](bench& b, std::int64_t asked_at, bool blank) {
    b.ledger.begin({"a"});
    b.ledger.acknowledged(b.one, told({{1, "m1"}}), 1, 0);
    auto m = shown(1, "m1", "a");
    if (blank) m = domain::blanked(std::move(m));
    b.ledger.shown(m, asked_at);
    return broken(b.events);
  };
  {
    bench b;
    CAF_CHECK_EQUAL(told_and_shown(b, 1, true), "only what was asked for is erased");
  }
  {
    bench b;
    auto& asked = b.ledger.erasing(1).tried;
    ++asked.open;
    CAF_CHECK_EQUAL(told_and_shown(b, 5, true), "nothing");
    asked.acknowledged_at = 6;
    b.ledger.shown_text("a", 6);
    CAF_CHECK_EQUAL(broken(b.events), "nothing");
    b.ledger.shown_text("a", 7);
    CAF_CHECK_EQUAL(broken(b.events), "what was erased stays erased");
  }
  {
    bench b;
    auto& asked = b.ledger.erasing(1).tried;
    ++asked.acknowledged;
    asked.acknowledged_at = 6;
    CAF_CHECK_EQUAL(told_and_shown(b, 7, false), "what was erased stays erased");
  }
}

CAF_TEST(what the erasing of a person may and must reach) {
  person_erasings persons;
  const person_erasings::name who{"t", "p"};
  CAF_CHECK(!persons.may_reach(who, 1));
  const auto first = persons.begin(who, 5);
  CAF_CHECK(persons.may_reach(who, 9));
  CAF_CHECK(persons.gone_at(who, 1) == never);
  persons.acknowledged(who, first, 8);
  CAF_CHECK(persons.may_reach(who, 8));
  CAF_CHECK(!persons.may_reach(who, 9));
  CAF_CHECK(persons.gone_at(who, 4) == 8);
  CAF_CHECK(persons.gone_at(who, 5) == never);
  persons.refused(who, persons.begin(who, 20));
  CAF_CHECK(!persons.may_reach(who, 9));
  CAF_CHECK(!persons.may_reach({"t", "q"}, 1));
}

CAF_TEST(the rules of ownership are watched) {
  const storage::session_ref ref{"t", "s"};
  {
    journal events{{}};
    watch w{events};
    w.alive(ref, 1);
    w.submitted(ref, 1);
    w.answered(ref, 1, false);
    w.submitted(ref, 1);
    w.answered(ref, 1, true);
    w.read(ref, 1);
    w.submitted(ref, 1);
    CAF_CHECK_EQUAL(broken(events), "nothing");
    w.submitted(ref, 1);
    CAF_CHECK_EQUAL(broken(events), "one submission in flight");
  }
  {
    journal events{{}};
    watch w{events};
    w.submitted(ref, 1);
    w.answered(ref, 1, true);
    w.submitted(ref, 1);
    CAF_CHECK_EQUAL(broken(events), "an unknown outcome is resolved first");
  }
  {
    journal events{{}};
    watch w{events};
    w.alive(ref, 1);
    w.alive(ref, 2);
    CAF_CHECK_EQUAL(broken(events), "one live actor of a session");
  }
  {
    journal events{{}};
    watch w{events};
    w.submitted(ref, 1);
    w.ended(ref, 1, false);
    CAF_CHECK_EQUAL(broken(events), "a session finishes before it ends");
  }
}
