#define CAF_SUITE reports
#include "actors/trees.hpp"

// A child's report reaches its parent exactly once, whatever happens on the way.

using namespace parley;
using namespace parley::protocol;
using base::errc;
using tests::code_of;
using testing::commit_fault;
using texts = std::vector<std::string>;

namespace {

struct family : tests::tree_world {
  family() {
    create("parent");
    spawn("child", "parent");
  }

  domain::message in_parent(const std::string& id) {
    auto found = ask<domain::message>(find_atom_v, who(), ref("parent"), id);
    return found ? *found : domain::message{};
  }
};

}  // namespace

CAF_TEST_FIXTURE_SCOPE(report_tests, family)

CAF_TEST(a report is in both histories) {
  CAF_CHECK(append(report("done", "r1"), "child").has_value());
  CAF_CHECK(history("child") == texts{"done"});
  CAF_CHECK(history("parent") == texts{"done"});
  const auto m = in_parent("child:r1");
  CAF_CHECK(m.role == "agent_assistant");
  CAF_CHECK(m.sender_id == "assistant");
  CAF_CHECK(m.metadata.value().value("child_session_id", "") == "child");
  CAF_CHECK(m.metadata.value().value("message_id", "") == "r1");
  CAF_CHECK(jobs() == 0);
}

CAF_TEST(only reports go up and only from a child) {
  auto other = report("still at it", "p1", "progress_update");
  CAF_CHECK(code_of(append(other, "child")) == errc::invalid_argument);
  CAF_CHECK(append(report("broken", "e1", "error_report"), "child").has_value());
  CAF_CHECK(history("parent") == texts{"broken"});
  CAF_CHECK(code_of(append(report("done", "r1"), "parent")) == errc::invalid_argument);
}

CAF_TEST(the same report again sends nothing twice) {
  append(report("done", "r1"), "child");
  const auto again = append(report("done", "r1"), "child");
  CAF_CHECK(again && again->all_known);
  CAF_CHECK(code_of(append(report("other", "r1"), "child")) == errc::conflict);
  CAF_CHECK(history("parent") == texts{"done"});
}

CAF_TEST(an id that would be too long is shortened) {
  const std::string id(250, 'x');
  CAF_CHECK(append(report("done", id), "child").has_value());
  append(report("done", id), "child");
  CAF_CHECK(history("parent") == texts{"done"});
}

CAF_TEST(a closed parent takes it and stays closed) {
  append(say({"before"}), "parent");
  append(report("early", "r0"), "child");
  take(begin_change("parent", domain::close_change{}));
  take(begin_change("child", domain::reopen_change{}));
  CAF_CHECK(append(report("done", "r1"), "child").has_value());
  CAF_CHECK((history("parent") == texts{"before", "early", "done"}));
  CAF_CHECK(status("parent") == "closed");
}

CAF_TEST(reports arrive in order although the store comes and goes) {
  int n = 0;
  script->before_commit([&](std::span<const storage::submission> batch) {
    for (const auto& s : batch)
      if (s.session.id == "parent" && ++n % 2 == 1) script->push(commit_fault::reject);
  });
  for (int i = 0; i < 5; ++i) {
    const auto name = std::to_string(i);
    append(report(name, "r" + name), "child");
  }
  rest();
  rest();
  CAF_CHECK((history("parent") == texts{"0", "1", "2", "3", "4"}));
  CAF_CHECK(jobs() == 0);
  CAF_CHECK(dead().empty());
}

CAF_TEST(a crash at any commit neither loses nor doubles a report) {
  for (const auto fault : {commit_fault::lost, commit_fault::written}) {
    bool ended = false;
    for (std::size_t at = 1; !ended && at < 10; ++at) {
      family w;
      for (std::size_t i = 1; i < at; ++i) w.script->push(commit_fault::none);
      w.script->push(fault);
      const auto before = w.script->commits();
      auto slot = w.begin_append(report("done", "r1"), "child");
      while (w.script->commits() < before + at && w.sched.try_run_once()) {
      }
      ended = w.script->commits() < before + at;
      w.crash();
      w.rest();
      const auto sent = w.history("child");
      CAF_CHECK(w.history("parent") == sent);
      if (sent.empty()) CAF_CHECK(at == 1);
      CAF_CHECK(w.jobs() == 0);
      if (ended) break;  // the fault is still to come
      CAF_CHECK(w.append(report("done", "r1"), "child").has_value());
      CAF_CHECK(w.history("parent") == texts{"done"});
      CAF_CHECK(w.jobs() == 0);
    }
    CAF_CHECK(ended);
  }
}

CAF_TEST(a parent at rest is woken for it) {
  (void)ask<done>(passivate_atom_v, who(), ref("parent"));
  append(report("done", "r1"), "child");
  CAF_CHECK(history("parent") == texts{"done"});
}

CAF_TEST(what nobody takes becomes a dead letter that can be tried again) {
  // As after an import: the record names a parent that is not there.
  auto orphan = creation("orphan");
  auto record = get("child")->record;
  record.session_id = "orphan";
  record.parent_session_id = "nobody";
  orphan.restored = record;
  CAF_CHECK(ask<create_reply>(create_atom_v, who(), orphan).has_value());
  CAF_CHECK(append(report("done", "r1"), "orphan").has_value());
  auto letters = dead();
  CAF_REQUIRE(letters.size() == 1u);
  CAF_CHECK(letters[0].kind == storage::job_kind::deliver);
  CAF_CHECK(letters[0].session_id == "orphan");
  CAF_CHECK(!letters[0].reason.empty());
  CAF_CHECK(jobs() == 0);

  create("nobody");
  const auto id = letters[0].id;
  CAF_CHECK(ask<storage::job>(letter_atom_v, who(), letter_command{id, true}).has_value());
  CAF_CHECK(dead().empty());
  CAF_CHECK(history("nobody") == texts{"done"});
  CAF_CHECK(code_of(ask<storage::job>(letter_atom_v, who(), letter_command{id, false})) ==
            errc::not_found);
}

CAF_TEST(a dead letter can be removed) {
  storage::job letter;
  letter.kind = storage::job_kind::poison;
  letter.tenant = "acme";
  letter.session_id = "child";
  letter.payload = "{}";
  letter.state = storage::job_state::dead;
  storage::submission what;
  what.jobs.emplace().add.push_back(letter);
  self->send(writer, submit_atom_v, who(), what);
  step();
  CAF_REQUIRE(dead().size() == 1u);
  const auto id = dead().front().id;
  CAF_CHECK(ask<storage::job>(letter_atom_v, who(), id).has_value());
  CAF_CHECK(ask<storage::job>(letter_atom_v, who(), letter_command{id, false}).has_value());
  CAF_CHECK(dead().empty());
  CAF_CHECK(code_of(ask<storage::job>(letter_atom_v, who(), id)) == errc::not_found);
}

CAF_TEST_FIXTURE_SCOPE_END()
