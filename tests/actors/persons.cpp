#define CAF_SUITE persons
#include "actors/trees.hpp"

// What happens to a user's erasing when other things happen at the same time.

using namespace parley;
using namespace parley::protocol;
using testing::commit_fault;
using texts = std::vector<std::string>;

namespace {

struct person_world : tests::tree_world {
  answer<domain::erasure> begin_erasing() {
    return begin<domain::erasure>(person_atom_v, who(), std::string{"user"});
  }

  /// Sessions that are erased in steps of their own.
  void fill(std::initializer_list<const char*> ids) {
    for (const std::string id : ids) {
      create(id);
      append(say({"one", "two"}), id);
    }
  }

  /// `what` happens in the middle of the nth read.
  template <class What>
  void at_read(int n, What what) {
    script->before_read([what, left = std::make_shared<int>(n)] {
      if ((*left)-- == 0) what();
      return true;
    });
  }

  void nothing_more() {
    script->before_commit(nullptr);
    script->before_read(nullptr);
    for (int i = 0; i < 3; ++i) rest();
  }
};

}  // namespace

CAF_TEST(who asks while an erasing goes on is told when all from before is gone) {
  int cases = 0;
  for (int written = 0; written < 9; ++written)
    for (int asked = written + 1; asked < 10; ++asked) {
      person_world w;
      w.fill({"a", "b", "c"});
      w.create("late");
      person_world::answer<append_reply> appended;
      person_world::answer<domain::erasure> second;
      bool there = false;
      int n = 0;
      w.script->before_commit([&](std::span<const storage::submission>) {
        if (n == written) appended = w.begin_append(w.say({"late"}), "late");
        if (n == asked) {
          there = appended && *appended && (*appended)->has_value();
          second = w.begin_erasing();
        }
        ++n;
      });
      const auto first = w.begin_erasing();
      w.step();
      w.nothing_more();
      CAF_REQUIRE(*first && (*first)->has_value());
      if (!second || !there) continue;
      CAF_REQUIRE(*second && (*second)->has_value());
      CAF_CHECK((*second)->value().invisible_at != base::timestamp{});
      CAF_CHECK(w.history("late") == texts{"(null)"});
      ++cases;
    }
  CAF_CHECK(cases > 5);
}

CAF_TEST(a message that is erased by itself meanwhile does not keep the others) {
  for (int n = 0; n < 12; ++n) {
    person_world w;
    w.fill({"a"});
    person_world::answer<domain::erasure> one;
    w.at_read(n, [&] {
      one = w.begin<domain::erasure>(blank_atom_v, w.who(), w.ref("a"),
                                     blank_command{"1", {}, {}, {}});
    });
    const auto all = w.begin_erasing();
    w.step();
    w.nothing_more();
    CAF_REQUIRE(*all && (*all)->has_value());
    CAF_CHECK(w.history("a") == (texts{"(null)", "(null)"}));
  }
}

CAF_TEST(what a fork shares with a session that is being erased goes too) {
  for (int n = 0; n < 16; ++n) {
    person_world w;
    w.fill({"origin"});
    w.spawn("below", "origin");
    auto command = w.creation("fork");
    command.fork = storage::fork_point{"origin", 2};
    CAF_REQUIRE(w.ask<create_reply>(create_atom_v, w.who(), std::move(command)).has_value());
    person_world::answer<domain::erasure> erased;
    w.at_read(n, [&] {
      erased = w.begin<domain::erasure>(erase_atom_v, w.who(), w.ref("origin"), erase_command{});
    });
    const auto all = w.begin_erasing();
    w.step();
    w.nothing_more();
    CAF_REQUIRE(*all && (*all)->has_value());
    CAF_CHECK(w.history("fork") == (texts{"(null)", "(null)"}));
    CAF_CHECK(w.dead().empty());
  }
}

CAF_TEST(whoever waits is answered whatever becomes of a commit) {
  for (const auto fault : {commit_fault::lost, commit_fault::written, commit_fault::reject})
    for (int cut = 0; cut < 8; ++cut) {
      person_world w;
      w.fill({"a", "b"});
      person_world::answer<domain::erasure> second;
      int n = 0;
      w.script->before_commit([&](std::span<const storage::submission>) {
        if (n == 2) second = w.begin_erasing();
        if (n++ == cut) w.script->push(fault);
      });
      const auto first = w.begin_erasing();
      w.step();
      w.nothing_more();
      CAF_CHECK(first->has_value());
      CAF_CHECK(!second || second->has_value());
      CAF_CHECK(w.take(w.begin_erasing()).has_value());
      CAF_CHECK(w.history("a") == (texts{"(null)", "(null)"}));
      CAF_CHECK(w.history("b") == (texts{"(null)", "(null)"}));
    }
}
