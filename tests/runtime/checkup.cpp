#define CAF_SUITE checkup
#include "runtime/checkup.hpp"

#define FAIL CAF_FAIL
#include <caf/test/dsl.hpp>

#include "actors/prober.hpp"
#include "parley/protocol/errors.hpp"
#include "parley/protocol/interfaces.hpp"
#include "parley/testing/fake_clock.hpp"

// What a node says of what it depends on.

using namespace parley;
using namespace std::chrono_literals;
using frontends::http::api::dependency_check;
using frontends::http::api::readiness;
using checks = std::vector<dependency_check>;

namespace {

struct config : caf::actor_system_config {
  config() { add_message_types<caf::id_block::parley>(); }
};

struct world : test_coordinator_fixture<config> {
  testing::fake_clock clock;
  std::shared_ptr<actors::environment> env = std::make_shared<actors::environment>();
  std::vector<caf::actor> spawned;
  int asked = 0;
  base::result<void> said;

  world() { env->clock = &clock; }
  ~world() {
    for (const auto& one : spawned) self->send_exit(one, caf::exit_reason::kill);
    sched.run();
  }

  /// One that says what `said` is.
  caf::actor ready() {
    return spawned.emplace_back(sys.spawn(actors::prober, actors::environment_ptr{env},
                                          std::vector<actors::probe_question>{[this] {
                                            ++asked;
                                            return said;
                                          }}));
  }

  /// One that never answers.
  caf::actor silent() {
    return spawned.emplace_back(sys.spawn([](caf::event_based_actor* self) -> caf::behavior {
      auto open = std::make_shared<std::vector<caf::response_promise>>();
      return {[self, open](protocol::probe_atom, std::uint32_t) -> caf::result<protocol::done> {
        open->push_back(self->make_response_promise());
        return caf::delegated<protocol::done>{};
      }};
    }));
  }

  std::optional<checks> check(const std::vector<runtime::dependency>& all) {
    std::optional<checks> found;
    runtime::check_up(sys, clock, all, 1s, [&](checks c) { found = std::move(c); });
    sched.run();
    if (found) return found;
    clock.advance(1s);
    sched.clock().advance_time(1s);
    sched.run();
    return found;
  }
};

}  // namespace

CAF_TEST_FIXTURE_SCOPE(checkup_tests, world)

CAF_TEST(each says for itself) {
  const auto found = check({{"store", true, ready(), 0}, {"archive", false, silent(), 0}});
  CAF_REQUIRE(found);
  CAF_REQUIRE_EQUAL(found->size(), 2u);
  CAF_CHECK_EQUAL(found->at(0).name, "store");
  CAF_CHECK(found->at(0).up);
  CAF_CHECK_EQUAL(found->at(0).reason, "");
  CAF_CHECK_EQUAL(found->at(1).name, "archive");
  CAF_CHECK(!found->at(1).up);
  CAF_CHECK_EQUAL(found->at(1).reason, "timeout");
  CAF_CHECK_EQUAL(found->at(1).took.count(), 1'000'000);
}

CAF_TEST(a reason is a code and no text) {
  said = base::fail(base::errc::unavailable, "", "server at 10.0.0.7 says: no password");
  const auto found = check({{"store", true, ready(), 0}});
  CAF_REQUIRE(found);
  CAF_CHECK_EQUAL(found->at(0).reason, "unavailable");
  CAF_CHECK(encode(readiness{false, *found}).dump().find("10.0.0.7") == std::string::npos);
}

CAF_TEST(one that has ended is down) {
  const auto gone = ready();
  self->send_exit(gone, caf::exit_reason::kill);
  sched.run();
  const auto found = check({{"store", true, gone, 0}});
  CAF_REQUIRE(found);
  CAF_CHECK(!found->at(0).up);
}

CAF_TEST(nothing to ask is answered) { CAF_CHECK(check({}).has_value()); }

CAF_TEST(who asks often is told what was found a moment ago) {
  const auto one = ready();
  for (int i = 0; i < 5; ++i) CAF_CHECK(check({{"store", true, one, 0}}).has_value());
  CAF_CHECK_EQUAL(asked, 1);
  said = base::fail(base::errc::unavailable, "", "gone");
  clock.advance(250ms);
  const auto found = check({{"store", true, one, 0}});
  CAF_CHECK(!found->at(0).up);
  CAF_CHECK_EQUAL(asked, 2);
}

CAF_TEST(only what is required decides) {
  const struct {
    bool stopping;
    bool store;
    bool archive;
    std::string status;
  } table[] = {{false, true, true, "ready"},
               {false, true, false, "ready"},
               {false, false, true, "not_ready"},
               {true, true, true, "stopping"}};
  for (const auto& [stopping, store, archive, status] : table) {
    const readiness now{stopping,
                        {{"store", true, store, "timeout", 5us},
                         {"archive", false, archive, "unavailable", 1500us}}};
    CAF_CHECK_EQUAL(now.ready(), status == "ready");
    const auto shown = encode(now);
    CAF_CHECK_EQUAL(shown["status"], status);
    CAF_CHECK_EQUAL(shown["dependencies"][0]["state"], store ? "up" : "down");
    CAF_CHECK_EQUAL(shown["dependencies"][1].contains("reason"), !archive);
    CAF_CHECK_EQUAL(shown["dependencies"][1]["ms"], 1.5);
    CAF_CHECK_EQUAL(shown["dependencies"][1]["required"], false);
  }
}

CAF_TEST_FIXTURE_SCOPE_END()
