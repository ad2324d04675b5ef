#define CAF_SUITE poison
#include <caf/all.hpp>
#include <caf/test/unit_test.hpp>

#include "actors/poison.hpp"
#include "parley/domain/decode.hpp"
#include "parley/protocol/interfaces.hpp"

// What a dead letter carries: readable, and exact enough for a retry.

using namespace parley;
using namespace parley::protocol;

namespace {

struct config : caf::actor_system_config {
  config() { add_message_types<caf::id_block::parley>(); }
};

struct fixture {
  config cfg;
  caf::actor_system system{cfg};

  template <class Command>
  domain::json shown(const Command& command) {
    return domain::parse_json(actors::poison_payload(system, command)).value();
  }

  /// The payload again, from what was read of it.
  template <class Command>
  bool comes_back(const Command& command) {
    const auto payload = actors::poison_payload(system, command);
    auto read = actors::read_poison(system, payload);
    if (!read || !std::holds_alternative<Command>(*read)) return false;
    return actors::poison_payload(system, std::get<Command>(*read)) == payload;
  }
};

domain::message message(const std::string& text) {
  return domain::decode_message({{"role", "user"}, {"content", text}}, {}).value();
}

}  // namespace

CAF_TEST_FIXTURE_SCOPE(poison_tests, fixture)

CAF_TEST(every kind of command comes back as it was) {
  create_command creation;
  creation.request = domain::decode_session_request({{"session_id", "s"}}, {}).value();
  creation.request.metadata = {{"k", "\xC3\xA4"}};
  CAF_CHECK(comes_back(creation));
  CAF_CHECK(shown(creation)["request"]["session_id"] == "s");

  append_command append;
  append.messages = {message("a"), message(std::string("b\0c", 3))};
  append.if_last_seq = 7;
  append.once = storage::idempotency{"key", "route", {}};
  CAF_CHECK(comes_back(append));
  CAF_CHECK(shown(append)["request"]["messages"].size() == 2u);

  const domain::record_change changes[] = {domain::close_change{"why"},
                                           domain::reopen_change{""},
                                           domain::patch_change{},
                                           domain::set_metadata_change{"k", {1, 2}},
                                           domain::remove_metadata_change{"k"},
                                           domain::join_change{},
                                           domain::leave_change{"p"}};
  for (const auto& change : changes) {
    CAF_CHECK(comes_back(change_command{change, 3, {}}));
    CAF_CHECK(shown(change_command{change, 3, {}})["request"].is_object());
  }

  CAF_CHECK(comes_back(turn_command{begin_turn{message("q"), message("a"), {}}}));
  CAF_CHECK(comes_back(turn_command{add_chunks{"t", 2, {"x", "y"}}}));
  CAF_CHECK(comes_back(turn_command{end_turn{"t", {domain::turn_state::failed, "c", {}, "r"}}}));
}

CAF_TEST(what cannot be retried is said) {
  const auto code = [&](const std::string& payload) {
    auto read = actors::read_poison(system, payload);
    return read ? base::errc{} : read.error().code;
  };
  CAF_CHECK(code("") == base::errc::internal);
  CAF_CHECK(code("[]") == base::errc::internal);
  auto letter = shown(append_command{});
  letter["version"] = "0.0.0";
  CAF_CHECK(code(letter.dump()) == base::errc::conflict);
  letter = shown(append_command{});
  letter["exact"] = "00";
  CAF_CHECK(code(letter.dump()) == base::errc::internal);
}

CAF_TEST_FIXTURE_SCOPE_END()
