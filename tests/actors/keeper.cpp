#define CAF_SUITE keeper
#include "actors/keeper_world.hpp"
#include "actors/trees.hpp"

// Sessions that rules of retention erase or keep.

using namespace parley;
using namespace parley::protocol;
using base::errc;
using std::chrono::hours;
using testing::commit_fault;
using tests::code_of;
using names = std::vector<std::string>;

namespace {

constexpr std::chrono::days day{1};

struct kept : tests::tree_world {
  std::unique_ptr<tests::keeper_of> keeper = std::make_unique<tests::keeper_of>(*this);

  static domain::retention_policy rules(const std::string& list) {
    return domain::decode_retention(domain::json::parse("{\"rules\": [" + list + "]}")).value();
  }
  static domain::retention_policy erase_after(int days) {
    return rules(R"({"name": "old", "action": "delete", "idle_days": )" + std::to_string(days) +
                 "}");
  }

  base::result<retention_reply> retain(retention_command command) {
    return ask<retention_reply>(retain_atom_v, who(), std::move(command));
  }
  base::result<retention_reply> put(domain::retention_policy policy) {
    return retain({std::move(policy), false});
  }

  /// Past the keeper, as another version may have written it.
  void store_setting(const std::string& tenant, const std::string& value) {
    storage::submission what;
    what.setting = storage::tenant_setting{tenant, "retention", value};
    self->send(writer, submit_atom_v, who(), std::move(what));
    step();
  }

  void create_at(const std::string& tenant, const std::string& id) {
    auto asker = who();
    asker.tenant = tenant;
    CAF_REQUIRE(ask<create_reply>(create_atom_v, asker, creation(id)).has_value());
  }

  /// Long enough for the next look, with whatever it waits for in between.
  void look() {
    clock.advance(hours{1});
    for (int i = 0; i < 12; ++i) later(std::chrono::minutes{1});
  }
  void later(std::chrono::microseconds time) {
    clock.advance(time);
    keeper->tick();
    self->send(courier, tick_atom_v);
    self->send(supervisor, tick_atom_v);
    step();
  }

  /// Those of them that are there.
  names left(const names& ids) {
    names there;
    for (const auto& id : ids)
      if (get(id)) there.push_back(id);
    return there;
  }

  void restart() {
    keeper->end();
    crash();
    keeper->start();
  }
};

}  // namespace

CAF_TEST_FIXTURE_SCOPE(keeper_tests, kept)

CAF_TEST(what was not used for so long goes and nothing else) {
  CAF_CHECK(put(erase_after(30)).has_value());
  create("old");
  append(say({"one", "two"}), "old");
  clock.advance(29 * day);
  create("young");
  look();
  CAF_CHECK(left({"old", "young"}) == (names{"old", "young"}));
  append(say({"used again"}), "old");
  clock.advance(30 * day - hours{2});
  look();
  CAF_CHECK(left({"old", "young"}) == (names{"old"}));
  CAF_CHECK(code_of(get("young")) == errc::erased);
  clock.advance(day);
  look();
  CAF_CHECK(code_of(get("old")) == errc::erased);
  CAF_CHECK(jobs() == 0);
}

CAF_TEST(nothing is erased without a rule) {
  create("s1");
  clock.advance(1000 * day);
  look();
  CAF_CHECK(put(rules(R"({"name": "k", "action": "keep", "idle_days": 0})")).has_value());
  look();
  CAF_CHECK(get("s1").has_value());
}

CAF_TEST(the interval is kept and zero means never) {
  put(erase_after(1));
  create("s1");
  look();
  clock.advance(2 * day);
  later(std::chrono::seconds{0});
  CAF_CHECK(code_of(get("s1")) == errc::erased);
  create("s2");
  clock.advance(2 * day);
  later(std::chrono::seconds{0});
  CAF_CHECK(code_of(get("s2")) == errc::erased);
  create("s3");
  put(erase_after(0));
  later(std::chrono::minutes{59});
  CAF_CHECK(get("s3").has_value());
  later(std::chrono::minutes{1});
  CAF_CHECK(code_of(get("s3")) == errc::erased);

  keeper->end();
  env->retention = std::chrono::seconds{0};
  keeper->start();
  create("s4");
  look();
  CAF_CHECK(get("s4").has_value());
  CAF_CHECK(retain({}).has_value());
}

CAF_TEST(the first rule that fits decides) {
  put(rules(R"({"name": "ann", "user": "ann", "action": "keep", "idle_days": 0},
               {"name": "closed", "status": "closed", "action": "delete", "idle_days": 1},
               {"name": "long", "action": "keep", "idle_days": 90},
               {"name": "old", "action": "delete", "idle_days": 30})"));
  const auto create_of = [&](const std::string& id, const std::string& user) {
    auto command = creation(id);
    command.request.user_id = user;
    CAF_REQUIRE(ask<create_reply>(create_atom_v, who(), std::move(command)).has_value());
  };
  for (const std::string user : {"ann", "bob"}) {
    create_of(user + "-open", user);
    create_of(user + "-done", user);
    CAF_CHECK(close(user + "-done").has_value());
  }
  const names all{"ann-open", "ann-done", "bob-open", "bob-done"};
  clock.advance(2 * day);
  look();
  CAF_CHECK(left(all) == (names{"ann-open", "ann-done", "bob-open"}));
  // As after a long time in which no node ran: "long" comes before "old".
  clock.advance(100 * day);
  look();
  CAF_CHECK(left(all) == (names{"ann-open", "ann-done", "bob-open"}));
  create_of("bob-next", "bob");
  clock.advance(31 * day);
  look();
  CAF_CHECK(code_of(get("bob-next")) == errc::erased);
}

CAF_TEST(a tree goes when all of it is due) {
  put(erase_after(30));
  grow();
  clock.advance(20 * day);
  append(say({"one"}), "ba");
  clock.advance(20 * day);
  look();
  // root and b are above one that is not due.
  CAF_CHECK(left(all()) == (names{"root", "b", "ba"}));
  clock.advance(20 * day);
  look();
  CAF_CHECK(left(all()).empty());
  CAF_CHECK(jobs() == 0);
  const auto counts = ask<storage::tenant_counts>(counts_atom_v, who());
  CAF_CHECK(counts && *counts == storage::tenant_counts{});
}

CAF_TEST(one that is kept keeps what is above it) {
  put(rules(R"({"name": "k", "status": "closed", "action": "keep", "idle_days": 0},
               {"name": "old", "action": "delete", "idle_days": 1})"));
  grow();
  close("ab");
  clock.advance(2 * day);
  look();
  CAF_CHECK(left(all()) == (names{"root", "a", "ab"}));
}

CAF_TEST(a dry run names what is then erased) {
  grow();
  for (int i = 0; i < 25; ++i) {
    const auto id = "s" + std::to_string(100 + i);
    create(id);
    append(say({"one", "two"}), id);
    clock.advance(std::chrono::seconds{1});
  }
  close("s103");
  clock.advance(3 * day);
  append(say({"late"}), "ab");
  create("new");
  const auto policy = rules(R"({"name": "closed", "status": "closed", "action": "keep",
                                "idle_days": 0},
                               {"name": "old", "action": "delete", "idle_days": 2})");
  const auto tried = retain({policy, true});
  CAF_REQUIRE(tried.has_value());
  CAF_CHECK(tried->policy == policy);
  CAF_CHECK(tried->complete);
  CAF_CHECK(tried->looked_at == 31);
  CAF_REQUIRE(tried->counts.size() == 2u);
  CAF_CHECK(tried->counts[0] == (retention_count{"closed", true, 1, 2, {"s103"}}));
  CAF_CHECK(tried->counts[1].rule == "old" && !tried->counts[1].keep);
  CAF_CHECK(tried->counts[1].sessions == 24 + 4);
  CAF_CHECK(tried->counts[1].messages == 48);
  CAF_CHECK(tried->counts[1].first == (names{"aa", "b", "ba", "bb", "s100", "s101", "s102", "s104",
                                             "s105", "s106"}));
  // It neither erased nor stored anything.
  CAF_CHECK(retain({})->policy == domain::retention_policy{});
  look();
  CAF_CHECK(left(all()).size() == 7u);

  put(policy);
  const auto stored = retain({{}, true});
  CAF_CHECK(stored && stored->counts == tried->counts);
  look();
  CAF_CHECK(left(all()) == (names{"root", "a", "ab"}));
  CAF_CHECK(left(tried->counts[1].first).empty());
  const auto counts = ask<storage::tenant_counts>(counts_atom_v, who());
  CAF_CHECK(counts && counts->sessions == 33 - tried->counts[1].sessions);
  CAF_CHECK(get("s103").has_value() && get("new").has_value());
  const auto after = retain({{}, true});
  CAF_CHECK(after && after->counts[1].sessions == 0);
}

CAF_TEST(a dry run without a rule that erases looks at nothing) {
  create("s1");
  clock.advance(day);
  const auto none = retain({{}, true});
  CAF_CHECK(none && none->counts.empty() && none->looked_at == 0 && none->complete);
}

CAF_TEST(a dry run that takes too long says what it found) {
  put(erase_after(1));
  for (int i = 0; i < 150; ++i) create("s" + std::to_string(i));
  clock.advance(2 * day);
  auto tried = begin<retention_reply>(retain_atom_v, who(), retention_command{{}, true});
  const auto before = script->reads();
  while (script->reads() < before + 50 && sched.try_run_once()) {
  }
  // The store was slow.
  clock.advance(std::chrono::seconds{25});
  const auto found = take(tried);
  CAF_REQUIRE(found.has_value());
  CAF_CHECK(!found->complete);
  CAF_CHECK(found->looked_at == 100);
}

CAF_TEST(rules are kept and replaced durably) {
  CAF_CHECK(retain({})->policy.rules.empty());
  const auto policy = erase_after(7);
  const auto stored = put(policy);
  CAF_CHECK(stored && stored->policy == policy);
  restart();
  CAF_CHECK(retain({})->policy == policy);
  auto other = who();
  other.tenant = "other";
  CAF_CHECK(ask<retention_reply>(retain_atom_v, other, retention_command{})->policy.rules.empty());

  auto twice = policy;
  twice.rules.push_back(twice.rules[0]);
  const auto refused = put(twice);
  CAF_CHECK(code_of(refused) == errc::invalid_argument);
  CAF_CHECK(refused.error().field == "rules[1].name");
  script->push(commit_fault::reject);
  CAF_CHECK(code_of(put(erase_after(1))) == errc::unavailable);
  script->push(commit_fault::lost);
  CAF_CHECK(code_of(put(erase_after(1))) == errc::unknown_outcome);
  CAF_CHECK(retain({})->policy == policy);

  CAF_CHECK(put({}).has_value());
  CAF_CHECK(retain({})->policy.rules.empty());
  auto access = store->open_reader().value();
  CAF_CHECK(!access.catalog->setting("acme", "retention").value());
}

CAF_TEST(a store that is away only delays a look) {
  put(erase_after(1));
  names ids;
  for (int i = 0; i < 20; ++i) {
    ids.push_back("s" + std::to_string(100 + i));
    create(ids.back());
  }
  clock.advance(2 * day);
  script->reads_unavailable(true);
  look();
  script->reads_unavailable(false);
  CAF_CHECK(left(ids).size() == 20u);
  CAF_CHECK(code_of(retain({{}, true})) == base::errc{});
  // It fails after some of them, in the middle of a page.
  int commits = 0;
  script->before_commit([&](std::span<const storage::submission>) {
    if (++commits == 3) script->commits_unavailable(true);
  });
  later(std::chrono::minutes{1});
  CAF_CHECK(!left(ids).empty());
  script->before_commit({});
  script->commits_unavailable(false);
  for (int i = 0; i < 4; ++i) later(std::chrono::minutes{1});
  CAF_CHECK(left(ids).empty());
}

CAF_TEST(a dry run says that the store is away) {
  put(erase_after(0));
  create("s1");
  script->reads_unavailable(true);
  CAF_CHECK(code_of(retain({{}, true})) == errc::unavailable);
  CAF_CHECK(code_of(retain({})) == errc::unavailable);
  script->reads_unavailable(false);
  CAF_CHECK(retain({{}, true})->counts[0].sessions == 1);
}

CAF_TEST(a crash between any two commits leaves the rest to the next look) {
  for (const auto fault : {commit_fault::lost, commit_fault::written, commit_fault::reject}) {
    bool ended = false;
    for (std::size_t at = 1; !ended && at < 40; ++at) {
      kept w;
      w.grow();
      w.create("new");
      w.put(w.erase_after(1));
      w.clock.advance(2 * day);
      w.append(w.say({"one"}), "new");
      for (std::size_t i = 1; i < at; ++i) w.script->push(commit_fault::none);
      w.script->push(fault);
      const auto before = w.script->commits();
      w.keeper->tick();
      while (w.script->commits() < before + at && w.sched.try_run_once()) {
      }
      ended = w.script->commits() < before + at;
      w.restart();
      w.rest();
      w.look();
      CAF_CHECK(w.count("erased") == 7u);
      CAF_CHECK(w.get("new").has_value());
      CAF_CHECK(w.jobs() == 0);
    }
    CAF_CHECK(ended);
  }
}

CAF_TEST(a wall clock that is set does not matter) {
  put(erase_after(2));
  create("s1");
  const auto back = [&](std::chrono::microseconds by) { clock.set_wall(clock.now() - by); };
  back(hours{1});
  look();
  CAF_CHECK(get("s1").has_value());
  // One that seems to come from the future.
  back(100 * day);
  look();
  put(erase_after(0));
  look();
  CAF_CHECK(get("s1").has_value());
  put(erase_after(2));
  back(-100 * day);
  clock.advance(day);
  back(hours{-1});
  look();
  CAF_CHECK(get("s1").has_value());
  clock.advance(day);
  back(hours{1});
  look();
  CAF_CHECK(code_of(get("s1")) == errc::erased);
}

CAF_TEST(rules that cannot be read erase nothing) {
  for (const std::string stored :
       {"nonsense", "{}", R"({"rules": [{"name": "old", "action": "delete", "idle_days": 1, "x": 1}]})",
        R"({"rules": [{"name": "a", "name": "a", "action": "delete", "idle_days": 1}]})"}) {
    kept w;
    w.create_at("acme", "s1");
    w.create_at("zulu", "z1");
    w.store_setting("acme", stored);
    w.store_setting("zulu", domain::canonical(domain::encode(w.erase_after(1))));
    w.clock.advance(2 * day);
    w.look();
    CAF_CHECK(w.get("s1").has_value());
    auto other = w.who();
    other.tenant = "zulu";
    CAF_CHECK(code_of(w.ask<domain::session_view>(get_atom_v, other,
                                                  storage::session_ref{"zulu", "z1"})) ==
              errc::erased);
    CAF_CHECK(code_of(w.retain({})) == errc::internal);
    CAF_CHECK(code_of(w.retain({{}, true})) == errc::internal);
    CAF_CHECK(w.put(w.erase_after(1)).has_value());
    w.look();
    CAF_CHECK(code_of(w.get("s1")) == errc::erased);
  }
}

CAF_TEST(rules that are replaced during a look erase nothing more) {
  put(erase_after(1));
  names ids;
  for (int i = 0; i < 30; ++i) {
    ids.push_back("s" + std::to_string(100 + i));
    create(ids.back());
  }
  clock.advance(2 * day);
  answer<retention_reply> replaced;
  script->before_commit([&](std::span<const storage::submission> batch) {
    if (replaced || !batch.front().erase) return;
    replaced = begin<retention_reply>(retain_atom_v, who(),
                                      retention_command{erase_after(90), false});
  });
  look();
  script->before_commit({});
  CAF_REQUIRE(replaced && *replaced && (**replaced).has_value());
  CAF_CHECK((**replaced)->policy == erase_after(90));
  CAF_CHECK(left(ids).size() >= 14u);
  CAF_CHECK(left(ids).size() < 30u);
}

CAF_TEST(one that is used or changed after the look began stays) {
  put(erase_after(0));
  create("s1");
  bool used = false;
  script->before_read([&] {
    // The first read after the tick is that of the rules.
    if (!std::exchange(used, true)) {
      clock.advance(std::chrono::microseconds{1});
      begin_append(say({"late"}));
    }
    return true;
  });
  clock.advance(hours{1});
  keeper->tick();
  step();
  script->before_read({});
  CAF_CHECK(used);
  CAF_CHECK(get("s1").has_value());
  look();
  CAF_CHECK(code_of(get("s1")) == errc::erased);
}

CAF_TEST_FIXTURE_SCOPE_END()
