#define CAF_SUITE trees
#include "actors/trees.hpp"

// Sessions below sessions: spawning, closing and archiving whole trees, also through crashes.

using namespace parley;
using namespace parley::protocol;
using base::errc;
using tests::code_of;
using testing::commit_fault;

CAF_TEST_FIXTURE_SCOPE(tree_tests, tests::tree_world)

CAF_TEST(a child has its place in the tree) {
  create("root");
  CAF_CHECK(spawn("a", "root").has_value());
  const auto below = spawn("b", "a");
  CAF_REQUIRE(below.has_value());
  const auto& r = below->session.record;
  CAF_CHECK(r.parent_session_id == "a");
  CAF_CHECK(r.root_session_id == "root");
  CAF_CHECK(r.depth == 2);
  CAF_CHECK(!below->existed);
  const auto again = spawn("b", "a");
  CAF_CHECK(again && again->existed);
  CAF_CHECK(code_of(spawn("b", "root")) == errc::session_exists);
}

CAF_TEST(who cannot be a parent) {
  create("root");
  for (const std::string parent : {"nobody", "c"}) {
    const auto refused = spawn("c", parent);
    CAF_CHECK(!refused);
    CAF_CHECK(refused.error().field == "parent_session_id");
  }
  CAF_CHECK(code_of(spawn("c", "nobody")) == errc::not_found);
  close("root");
  CAF_CHECK(code_of(spawn("c", "root")) == errc::session_closed);
  take(begin_change("root", domain::archive_change{}));
  CAF_CHECK(code_of(spawn("c", "root")) == errc::session_closed);
  CAF_CHECK(status("c") == "not_found");
}

CAF_TEST(depth and number of children are bounded) {
  env->limits.children = 2;
  env->limits.tree_depth = 3;
  create("d0");
  for (int i = 1; i <= 3; ++i)
    CAF_CHECK(spawn("d" + std::to_string(i), "d" + std::to_string(i - 1)).has_value());
  const auto deep = spawn("d4", "d3");
  CAF_CHECK(code_of(deep) == errc::invalid_argument);
  CAF_CHECK(deep.error().field == "parent_session_id");
  CAF_CHECK(spawn("second", "d0").has_value());
  const auto many = spawn("third", "d0");
  CAF_CHECK(code_of(many) == errc::conflict);
  CAF_CHECK(many.error().field == "parent_session_id");
}

CAF_TEST(a tree is listed in order and within its bounds) {
  grow();
  const auto tree = [&](tree_request wanted) {
    auto found = ask<session_tree>(tree_atom_v, who(), ref("root"), wanted);
    std::string text;
    if (!found) return base::to_string(found.error());
    for (std::size_t i = 0; i < found->nodes.size(); ++i)
      text += found->nodes[i].record.session_id + "^" + std::to_string(found->above[i]) + " ";
    return text + (found->truncated ? "..." : "");
  };
  CAF_CHECK(tree({16, 100, {}}) == "root^-1 a^0 aa^1 ab^1 b^0 ba^4 bb^4 ");
  CAF_CHECK(tree({1, 100, {}}) == "root^-1 a^0 b^0 ");
  CAF_CHECK(tree({16, 3, {}}) == "root^-1 a^0 aa^1 ...");
  close("a");
  CAF_CHECK(tree({16, 100, domain::tree_operation::close}) == "root^-1 b^0 ba^1 bb^1 ");
  auto nobody = ask<session_tree>(tree_atom_v, who(), ref("nobody"), tree_request{1, 1, {}});
  CAF_CHECK(code_of(nobody) == errc::not_found);
}

CAF_TEST(closing takes everything below along) {
  grow();
  const auto closed = close("root");
  CAF_REQUIRE(closed.has_value());
  CAF_CHECK(closed->changed);
  CAF_CHECK(closed->session.record.status == domain::session_status::closed);
  CAF_CHECK(count("closed") == 7);
  CAF_CHECK(jobs() == 0);
  const auto again = close("root");
  CAF_CHECK(again && !again->changed);
}

CAF_TEST(only what is below is closed) {
  grow();
  CAF_CHECK(close("a").has_value());
  CAF_CHECK(count("closed") == 3);
  CAF_CHECK(status("root") == "active");
  CAF_CHECK(status("b") == "active");
}

CAF_TEST(archiving takes closed ones along and remembers that they were) {
  grow();
  close("aa");
  CAF_CHECK(take(begin_change("root", domain::archive_change{})).has_value());
  CAF_CHECK(count("archived") == 7);
  CAF_CHECK(get("aa")->record.closed_at.has_value());
  CAF_CHECK(!get("ab")->record.closed_at.has_value());
  CAF_CHECK(append(say({"awake"}), "ab").has_value());
  CAF_CHECK(status("ab") == "active");
  CAF_CHECK(code_of(append(say({"awake"}), "aa")) == errc::session_closed);
  CAF_CHECK(status("aa") == "archived");
  CAF_CHECK(take(begin_change("aa", domain::reopen_change{})).has_value());
  CAF_CHECK(append(say({"awake"}), "aa").has_value());
}

CAF_TEST(one that is being closed takes nothing new) {
  grow();
  // The first commit refuses the leaf's way, the second promises; the third would close leaves.
  std::size_t seen = 0;
  std::vector<base::errc> answers;
  script->before_commit([&](std::span<const storage::submission> batch) {
    for (const auto& s : batch)
      if (s.jobs && !s.jobs->add.empty()) ++seen;
  });
  auto closing = begin_change("root", domain::close_change{});
  while (seen == 0 && sched.try_run_once()) {
  }
  CAF_CHECK(seen == 1);
  auto entry = begin_append(say({"late"}), "root");
  auto child = [&] {
    auto command = creation("late");
    command.request.parent_session_id = "bb";
    return begin<create_reply>(create_atom_v, who(), std::move(command));
  }();
  auto reopening = begin_change("root", domain::reopen_change{});
  auto twice = begin_change("root", domain::close_change{});
  script->before_commit({});
  step();
  CAF_CHECK(code_of(**entry) == errc::session_closed);
  CAF_CHECK(code_of(**child) == errc::session_closed);
  CAF_CHECK(code_of(**reopening) == errc::conflict);
  CAF_CHECK((**twice).has_value());
  CAF_CHECK((**closing).has_value());
  CAF_CHECK(count("closed") == 7);
}

CAF_TEST(whoever waits too long is told that it goes on) {
  grow();
  script->commits_unavailable(false);
  std::size_t commits = 0;
  script->before_commit([&](std::span<const storage::submission>) {
    if (++commits == 2) script->reads_unavailable(true);
  });
  auto closing = begin_change("root", domain::close_change{});
  step();
  CAF_CHECK(!closing->has_value());
  pass(std::chrono::seconds{31});
  CAF_REQUIRE(closing->has_value());
  CAF_CHECK(code_of(**closing) == errc::unknown_outcome);
  script->reads_unavailable(false);
  rest();
  CAF_CHECK(count("closed") == 7);
  CAF_CHECK(close("root").has_value());
}

CAF_TEST(a crash between any two commits loses nothing of a cascade) {
  struct row {
    const char* name;
    domain::record_change change;
    const char* end;
  };
  const row rows[] = {{"close", domain::close_change{}, "closed"},
                      {"archive", domain::archive_change{}, "archived"}};
  for (const auto& operation : rows) {
    for (const auto fault : {commit_fault::lost, commit_fault::written}) {
      bool ended = false;
      for (std::size_t at = 1; !ended && at < 30; ++at) {
        tests::tree_world w;
        w.grow();
        for (std::size_t i = 1; i < at; ++i) w.script->push(commit_fault::none);
        w.script->push(fault);
        const auto before = w.script->commits();
        auto change = w.begin_change("root", operation.change);
        // Stop right after that commit: nobody hears of it.
        while (w.script->commits() < before + at && w.sched.try_run_once()) {
        }
        ended = w.script->commits() < before + at;
        w.crash();
        w.rest();
        // Promised or not: all or nothing, unless the promise itself was lost.
        const auto n = w.count(operation.end);
        if (n == 0) CAF_CHECK(at <= 2);
        if (n != 0) CAF_CHECK(n == 7u);
        CAF_CHECK(w.jobs() == 0);
        CAF_CHECK(w.dead().empty());
        CAF_CHECK(w.take(w.begin_change("root", operation.change)).has_value());
        CAF_CHECK(w.count(operation.end) == 7u);
      }
      CAF_CHECK(ended);
    }
  }
}

CAF_TEST(what was promised before a crash is known after it) {
  grow();
  std::size_t commits = 0;
  // The first finds children, the second promises.
  script->before_commit([&](std::span<const storage::submission>) {
    if (++commits == 3) script->commits_unavailable(true);
  });
  begin_change("root", domain::close_change{});
  step();
  script->before_commit({});
  script->commits_unavailable(true);
  crash();
  CAF_CHECK(code_of(append(say({"late"}), "root")) == errc::session_closed);
  script->commits_unavailable(false);
  rest();
  CAF_CHECK(count("closed") == 7);
}

CAF_TEST(one that is being archived may be closed meanwhile and is archived all the same) {
  grow();
  close("aa");
  close("ab");
  std::size_t commits = 0;
  script->before_commit([&](std::span<const storage::submission>) {
    if (++commits == 2) script->reads_unavailable(true);
  });
  auto archiving = begin_change("a", domain::archive_change{});
  step();
  script->before_commit({});
  CAF_CHECK(!archiving->has_value());
  CAF_CHECK(ask<done>(settle_atom_v, who(), ref("a"),
                      settle_command{domain::tree_operation::close, "", "root"})
                .has_value());
  CAF_CHECK(status("a") == "closed");
  CAF_CHECK(!archiving->has_value());
  script->reads_unavailable(false);
  soon();
  const auto archived = take(archiving);
  CAF_CHECK(archived && archived->session.record.status == domain::session_status::archived);
  CAF_CHECK(status("aa") == "archived");
}

CAF_TEST(closing takes those along that were archived while they were active) {
  grow();
  take(begin_change("aa", domain::archive_change{}));
  close("ab");
  take(begin_change("ab", domain::archive_change{}));
  CAF_CHECK(close("a").has_value());
  CAF_CHECK(status("aa") == "closed");
  CAF_CHECK(status("ab") == "archived");
  CAF_CHECK(code_of(append(say({"late"}), "aa")) == errc::session_closed);
}

CAF_TEST(a tree is closed once under a key) {
  grow();
  const auto keyed = [&](const char* body) {
    change_command command{domain::close_change{body}, {}, {}};
    command.once = storage::idempotency{"key", "POST close", base::digest_of(body)};
    return ask<change_reply>(change_atom_v, who(), ref("root"), std::move(command));
  };
  const auto first = keyed("done");
  CAF_REQUIRE(first.has_value());
  CAF_CHECK(count("closed") == 7);
  take(begin_change("root", domain::reopen_change{}));
  const auto again = keyed("done");
  CAF_REQUIRE(again.has_value());
  CAF_CHECK(again->replayed);
  CAF_CHECK(again->session.record == first->session.record);
  CAF_CHECK(again->session.at == first->session.at);
  CAF_CHECK(status("root") == "active");
  CAF_CHECK(code_of(keyed("other")) == errc::idempotency_mismatch);
}

CAF_TEST(a session that comes to life below is closed all the same) {
  grow();
  close("aa");
  answer<change_reply> other;
  script->before_commit([&](std::span<const storage::submission> batch) {
    for (const auto& s : batch)
      if (s.session.id == "a" && s.update && !other)
        other = begin_change("aa", domain::reopen_change{});
  });
  auto closing = begin_change("root", domain::close_change{});
  step();
  soon();
  CAF_REQUIRE(other && other->has_value());
  CAF_CHECK((**other).has_value());
  CAF_REQUIRE(closing->has_value());
  CAF_CHECK(closing->has_value() && (**closing).has_value());
  CAF_CHECK(count("closed") == 7);
  CAF_CHECK(jobs() == 0);
}

CAF_TEST(a store that is away delays a cascade) {
  grow();
  auto closing = begin_change("root", domain::close_change{});
  std::size_t commits = 0;
  script->before_commit([&](std::span<const storage::submission>) {
    if (++commits == 3) script->commits_unavailable(true);
  });
  step();
  rest();
  CAF_CHECK(count("closed") < 7);
  script->before_commit({});
  script->commits_unavailable(false);
  rest();
  CAF_CHECK(count("closed") == 7);
  CAF_CHECK(jobs() == 0);
  CAF_CHECK(dead().empty());
}

CAF_TEST_FIXTURE_SCOPE_END()
