#define CAF_SUITE redis_bounds
#include "caf/test/unit_test.hpp"
#include "parley/domain/creation.hpp"
#include "redis/redis_server.hpp"
#include "storage/redis/options.hpp"
#include "storage/redis/structures.hpp"
#include "testing/conformance/moving_bench.hpp"

// What one question costs a server that has much: told by the commands that it counts.

using namespace parley;
namespace driver = storage::redis;
namespace bed = testing::conformance;

namespace {

[[maybe_unused]] const bool unbounded = (caf::test::engine::max_runtime(0), true);

/// A store in the server, and what was asked of it.
class scene {
 public:
  explicit scene(tests::redis_server& server)
      : server_(server),
        uri_(server.fresh()),
        prefix_(driver::read_uri(uri_).value().prefix),
        bench([this](const auto& options) { return storage::open_store(uri_, options); }, "bounds",
              failures_) {}
  ~scene() {
    for (const auto& each : failures_) CAF_ERROR(each.text);
  }

 private:
  tests::redis_server& server_;
  std::string uri_;
  std::string prefix_;
  std::vector<testing::failure> failures_;

 public:
  bed::bench bench;

  redis::reply run(std::initializer_list<std::string_view> words) { return server_.run(words); }
  std::string key(const std::string& structure) const { return prefix_ + structure; }

  void forget_counts() { run({"CONFIG", "RESETSTAT"}); }
  /// How often the server has run that command since then, in scripts or not.
  std::int64_t count(const std::string& command) {
    const auto answer = run({"INFO", "commandstats"});
    const std::string text{answer.text()};
    const auto at = text.find("cmdstat_" + command + ":calls=");
    return at == std::string::npos ? 0 : std::stoll(text.substr(text.find('=', at) + 1));
  }

  /// As if so many messages had been written, and purged.
  void skip_positions(std::int64_t n) {
    const auto store = key(driver::store_hash);
    run({"HINCRBY", store, "position", std::to_string(n)});
    run({"HINCRBY", store, "commit", "1"});
  }

  std::size_t hits() {
    storage::search_query query;
    query.tenant = "t";
    query.text = "message";
    const auto found = bench.read.search->find(query);
    CAF_REQUIRE(found.has_value());
    return found->items.size();
  }
};

/// Runs a test with a scene, when there is a server.
template <class F>
void with_scene(F test) {
  auto* server = tests::shared_redis();
  if (!server) {
    CAF_MESSAGE(tests::no_redis);
    return;
  }
  scene s{*server};
  test(s, s.bench);
}

void index_all(storage::indexer& following) {
  for (;;) {
    const auto state = following.advance(1000);
    CAF_REQUIRE(state.has_value());
    if (state->behind == 0) return;
  }
}

/// Turns of a session that have nothing but a name, in one commit.
void add_turns(bed::bench& b, const bed::owned& s, int n, domain::turn_state state) {
  auto what = b.append(s, {});
  for (int i = 1; i <= n; ++i) {
    auto& t = what.parts[0].turns.emplace_back();
    t.turn_id = "turn" + std::to_string(i);
    t.ordinal = i;
    t.state = state;
    t.question.message_id = t.turn_id + ":q";
    t.answer_id = t.turn_id + ":a";
  }
  b.committed(b.commit(std::move(what)), "turns");
}

bed::owned child(bed::bench& b, const std::string& id, const bed::owned& parent) {
  domain::session_request request;
  request.session_id = id;
  const domain::parent_facts facts{parent.record.session_id, parent.record.root_session_id,
                                   parent.record.depth, parent.record.user_id};
  auto s = b.creation("t", id);
  s.create = domain::create_session(request, "t", id, facts, b.clock.now(), {}).value();
  s.children_max = 1000;
  const auto record = *s.create;
  const auto o = b.commit(std::move(s));
  b.committed(o, "a child");
  return {{"t", id}, o.key, o.log, 0, record};
}

storage::submission closing(bed::bench& b, const bed::owned& s) {
  auto what = b.change(s, "");
  what.update->status = domain::session_status::closed;
  what.update->closed_at = b.clock.now();
  what.guard = storage::subtree_guard::none_open;
  return what;
}

}  // namespace

CAF_TEST(purged_positions_are_passed_over) {
  with_scene([](scene& s, bed::bench& b) {
    constexpr std::int64_t hashes = 2000;
    auto session = b.create("s");
    s.skip_positions(hashes * driver::positions_together);
    b.fill(session, 2);
    const auto indexer = b.store->open_indexer().value();

    s.forget_counts();
    CAF_CHECK_EQUAL(s.hits(), 0u);
    CAF_CHECK_EQUAL(s.count("exists"), hashes + 1);
    CAF_CHECK(s.count("hgetall") < 5);
    // The next one knows.
    s.forget_counts();
    CAF_CHECK_EQUAL(s.hits(), 0u);
    CAF_CHECK(s.count("exists") < 5);

    s.forget_counts();
    index_all(*indexer);
    CAF_CHECK(s.count("hgetall") < 50);
    CAF_CHECK(s.count("evalsha") < 10);
    CAF_CHECK_EQUAL(s.hits(), 2u);

    // Nothing is behind them.
    s.skip_positions(hashes * driver::positions_together);
    s.forget_counts();
    const auto state = indexer->advance(1000).value();
    CAF_CHECK(state.behind == 0);
    CAF_CHECK(s.count("hgetall") < 50);
    b.fill(session, 1);
    index_all(*indexer);
    CAF_CHECK_EQUAL(s.hits(), 3u);
  });
}

CAF_TEST(headers_of_large_rows_are_read_in_parts) {
  with_scene([](scene& s, bed::bench& b) {
    constexpr int rows = 60;
    constexpr int size = 200000;
    const std::string text(size, 'x');
    bed::owned sessions[] = {b.create("one"), b.create("two")};
    for (auto& each : sessions)
      for (; each.last_seq < rows; ++each.last_seq)
        b.committed(b.commit(b.append(each, {b.message(text)})), "a large message");
    // The server knows the script from now on.
    CAF_REQUIRE(b.read.log->find_seq(sessions[0].log, 1).value());
    s.forget_counts();
    const auto sum = b.read.log->characters(sessions[0].log, 0, std::int64_t{1} << 40);
    CAF_CHECK_EQUAL(sum.value(), std::int64_t{rows} * size);
    // 12 MB: three times 4, and one that finds nothing.
    CAF_CHECK(s.count("evalsha") >= 4);
    const auto common = b.read.log->common(sessions[0].log, sessions[1].log);
    CAF_CHECK_EQUAL(common.value(), rows);
  });
}

CAF_TEST(headers_of_small_rows_are_read_together) {
  with_scene([](scene& s, bed::bench& b) {
    auto session = b.create("s");
    b.fill(session, 1000);
    CAF_REQUIRE(b.read.log->find_seq(session.log, 1).value());
    s.forget_counts();
    CAF_CHECK(b.read.log->characters(session.log, 0, std::int64_t{1} << 40).value() > 1000);
    CAF_CHECK(s.count("evalsha") <= 2);
    CAF_CHECK(s.count("lrange") <= 12);
    // A row is not looked for with its neighbours.
    s.forget_counts();
    const auto found = b.read.log->find_seq(session.log, 500).value();
    CAF_CHECK(found && found->seq == 500);
    CAF_CHECK_EQUAL(s.count("lrange"), 1);
  });
}

CAF_TEST(thousands_of_open_turns_are_loaded) {
  with_scene([](scene&, bed::bench& b) {
    constexpr int turns = 8001;
    const auto session = b.create("s");
    add_turns(b, session, turns, domain::turn_state::queued);
    const auto found = b.load(session.ref);
    CAF_REQUIRE(found.has_value());
    CAF_REQUIRE_EQUAL(found->open_turns.size(), std::size_t{turns});
    for (int i = 0; i < turns; ++i)
      CAF_REQUIRE_EQUAL(found->open_turns[static_cast<std::size_t>(i)].ordinal, i + 1);
  });
}

CAF_TEST(dead_letters_are_looked_through_in_slices) {
  with_scene([](scene& s, bed::bench& b) {
    constexpr int letters = 1000;
    storage::submission many;
    many.epoch = b.writer->epoch();
    auto& jobs = many.jobs.emplace().add;
    for (int i = 0; i < letters; ++i) {
      auto& letter = jobs.emplace_back();
      letter.kind = i % 2 == 0 ? storage::job_kind::cascade : storage::job_kind::poison;
      letter.tenant = "t";
      letter.session_id = "s" + std::to_string(i);
      letter.state = storage::job_state::dead;
      letter.payload = i % 500 == 1 ? R"({"sender_id":"ann"})" : R"({"sender_id":"bob"})";
    }
    b.committed(b.commit(std::move(many)), "dead letters");
    const auto erase = [&](bool done) {
      storage::submission what;
      what.epoch = b.writer->epoch();
      what.receipt = storage::receipt_order{"t", "ann", "receipt", done};
      b.committed(b.commit(std::move(what)), "a person is erased");
    };
    erase(false);
    s.forget_counts();
    erase(true);
    CAF_CHECK(s.count("hget") < 50);
    storage::dead_query query;
    query.tenant = "t";
    query.items_max = 2 * letters;
    CAF_CHECK_EQUAL(b.read.jobs->dead(query).value().size(), std::size_t{letters - 2});
  });
}

CAF_TEST(children_are_looked_at_together) {
  with_scene([](scene& s, bed::bench& b) {
    constexpr int children = 40;
    const auto parent = b.create("parent");
    for (int i = 0; i < children; ++i) {
      const auto one = child(b, "c" + std::to_string(i), parent);
      if (i > 0) b.committed(b.commit(closing(b, one)), "a child is closed");
    }
    s.forget_counts();
    const auto refused = b.commit(closing(b, parent));
    CAF_CHECK_EQUAL(refused.error.field, "children");
    CAF_CHECK(s.count("hget") < 20);
    const auto open = b.load({"t", "c0"});
    b.committed(b.commit(closing(b, {{"t", "c0"}, open->key, open->log, 0, open->record})),
                "the last child is closed");
    s.forget_counts();
    b.committed(b.commit(closing(b, parent)), "the parent is closed");
    CAF_CHECK(s.count("hget") < 20);
  });
}

CAF_TEST(turns_of_a_session_that_left_are_removed_in_slices) {
  with_scene([](scene& s, bed::bench& b) {
    auto session = b.create("s");
    b.fill(session, 3);
    add_turns(b, session, 2500, domain::turn_state::complete);
    bed::departed(b, session);
    int slices = 0;
    for (const auto& j : b.due())
      if (j.kind == storage::job_kind::purge) slices = b.work_off(j, 1000);
    CAF_CHECK_EQUAL(slices, 3);
    for (const auto& each : {driver::tables_of::turn, driver::hashes::turn_id,
                             driver::orders::question, driver::tables_of::moving})
      CAF_CHECK_EQUAL(s.run({"EXISTS", s.key(each)}).integer(), 0);
  });
}

CAF_TEST(what_is_no_number_is_damage_and_nothing_else) {
  with_scene([](scene& s, bed::bench& b) {
    auto session = b.create("s");
    b.fill(session, 1);
    const auto log = driver::number_key(session.log);
    const auto turn = driver::key{}.number(session.key).rest("x").bytes();
    const auto summary = driver::key{}.number(session.log).rest("x").bytes();
    const auto is_damage = [](const auto& found) {
      return !found && found.error().code == base::errc::internal;
    };
    for (const auto* text : {"", "x", "12x", "99999999999999999999"}) {
      s.run({"HSET", s.key(driver::ids_of(session.log)), "x", text});
      s.run({"HSET", s.key(driver::hashes::turn_id), turn, text});
      s.run({"HSET", s.key(driver::hashes::summary_id), summary, text});
      s.run({"HSET", s.key(driver::hashes::erasings), log, text});
      CAF_CHECK(is_damage(b.read.log->find_id(session.log, "x")));
      CAF_CHECK(is_damage(b.read.log->find_turn(session.key, "x")));
      CAF_CHECK(is_damage(b.read.log->find_summary(session.log, "x")));
      CAF_CHECK(is_damage(b.read.log->summary_state_of(session.log)));
    }
  });
}
