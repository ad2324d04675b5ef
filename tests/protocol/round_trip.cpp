#define CAF_SUITE round_trip
#include <caf/test/unit_test.hpp>
#include <caf/all.hpp>
#include <caf/binary_deserializer.hpp>
#include <caf/binary_serializer.hpp>

#include "parley/protocol/errors.hpp"
#include "parley/protocol/interfaces.hpp"

// Every message type through a binary serializer and back: what a cluster will send.

using namespace parley;

namespace {

struct config : caf::actor_system_config {
  config() { add_message_types<caf::id_block::parley>(); }
};

struct fixture {
  config cfg;
  caf::actor_system sys{cfg};

  template <class T>
  std::vector<char> save(const T& value) {
    std::vector<char> bytes;
    caf::binary_serializer sink{sys, bytes};
    if (auto e = sink(const_cast<T&>(value))) CAF_ERROR("cannot be written");
    return bytes;
  }

  template <class T>
  T back(const T& value) {
    const auto bytes = save(value);
    T copy{};
    caf::binary_deserializer source{sys, bytes};
    if (auto e = source(copy)) CAF_ERROR("cannot be read");
    return copy;
  }

  /// For types without a comparison: what is read writes the same bytes.
  template <class T>
  bool stable(const T& value) {
    return save(back(value)) == save(value);
  }
};

domain::session a_session() {
  domain::session s;
  s.session_id = "s";
  s.tenant_id = "t";
  s.conversation_id = "c";
  s.user_id = "u";
  s.type = domain::session_type::mc_to_agent;
  s.session_key = "s_mc_to_w";
  domain::participant p;
  p.id = "p";
  p.type = domain::participant_type::agent;
  p.role = "w";
  p.metadata = {{"名", {1, nullptr, 2.5}}};
  p.left_at = base::from_micros(5);
  p.extra = {{"x", true}};
  s.participants = {p};
  s.parent_session_id = "parent";
  s.depth = 3;
  s.status = domain::session_status::closed;
  s.created_at = base::from_micros(1);
  s.closed_at = base::from_micros(-7);
  s.system_prompt = "";
  s.forked_from = domain::fork_origin{"o", 4};
  s.revision = 9;
  s.metadata = {{"k", "v"}};
  return s;
}

domain::message a_message() {
  domain::message m;
  m.seq = 7;
  m.message_id = "id";
  m.role = "tool";
  m.content = std::string("a\0b", 3);
  m.tool_calls = domain::to_text(domain::json::array({1}));
  m.name = "n";
  m.timestamp = base::from_micros(1767323045678901);
  m.status = domain::message_status::failed;
  m.metadata.text = "{\"a\":1}";
  m.body_digest[3] = 200;
  return m;
}

}  // namespace

CAF_TEST_FIXTURE_SCOPE(round_trip_tests, fixture)

CAF_TEST(records come back equal) {
  const auto s = a_session();
  const auto m = a_message();
  CAF_CHECK(back(s) == s);
  CAF_CHECK(back(m) == m);
  CAF_CHECK(back(domain::message{}) == domain::message{});
  const protocol::caller who{"t", "p", "r", std::chrono::microseconds{12}};
  CAF_CHECK(back(who) == who);
  const storage::session_ref ref{"t", "s"};
  CAF_CHECK(back(ref) == ref);
}

CAF_TEST(every change comes back as the same alternative) {
  const domain::record_change changes[] = {
      domain::close_change{"why"},          domain::reopen_change{""},
      domain::patch_change{{std::optional<std::string>{}, {}, domain::json{{"a", nullptr}}}},
      domain::set_metadata_change{"k", 1},  domain::remove_metadata_change{"k"},
      domain::join_change{a_session().participants[0]}, domain::leave_change{"p"}};
  for (const auto& change : changes) {
    protocol::change_command command{change, 3, storage::idempotency{"k", "r", {}}};
    CAF_CHECK(back(command).change.index() == change.index());
    CAF_CHECK(stable(command));
  }
  const auto patch = std::get<domain::patch_change>(back(changes[2])).patch;
  CAF_CHECK(patch.user_id.has_value());
  CAF_CHECK(!patch.user_id->has_value());
  CAF_CHECK(!patch.system_prompt.has_value());
}

CAF_TEST(commands and replies are stable) {
  protocol::create_command create;
  create.request.session_id = "s";
  create.restored = a_session();
  CAF_CHECK(stable(create));
  CAF_CHECK(stable(protocol::create_reply{{a_session(), {3, base::from_micros(4)}}, true}));
  CAF_CHECK(stable(protocol::append_command{{a_message()}, 4, {}, true}));
  protocol::receipt receipt;
  receipt.seq = 3;
  receipt.sender_id = "me";
  CAF_CHECK(back(receipt) == receipt);
  CAF_CHECK(stable(protocol::append_reply{{receipt}, true}));
  CAF_CHECK(stable(protocol::change_reply{{a_session(), {}}, true, true}));
  CAF_CHECK(stable(protocol::message_page{{a_message(), a_message()}, 9}));
  CAF_CHECK(stable(protocol::activation{a_session(), 1, 2, {3, {}}, {a_message()}}));
  CAF_CHECK(stable(protocol::replay{true, {}, {receipt}, true, {}}));
  CAF_CHECK(stable(protocol::supervisor_status{1, 2}));
  CAF_CHECK(stable(protocol::done{}));
}

CAF_TEST(submissions and queries are stable) {
  storage::submission s;
  s.session = {"t", "s"};
  s.update = a_session();
  s.parts.push_back({{a_message()}, 5, storage::idempotency{"k", "r", {}}});
  CAF_CHECK(stable(s));
  storage::outcome o;
  o.kind = storage::commit::unknown;
  o.error = {base::errc::conflict, "f", "t", 5};
  o.parts.push_back({base::status{}, {{1, "m", true, "me", {}}}, storage::idempotent_effect{}});
  CAF_CHECK(stable(o));
  CAF_CHECK(stable(protocol::commit_reply{o, s}));
  storage::session_query q;
  q.tenant = "t";
  q.metadata = {{"k", {1, 2}}};
  q.after = storage::list_cursor{base::from_micros(4), "x"};
  CAF_CHECK(stable(q));
  CAF_CHECK(stable(storage::session_page{{{a_session(), {}}}, q.after}));
  CAF_CHECK(stable(storage::page_request{1, {}, 5, 6, 7}));
  CAF_CHECK(back(storage::tenant_counts{3, 4}) == (storage::tenant_counts{3, 4}));
}

CAF_TEST(a status survives the way through an error) {
  const base::status s{base::errc::too_large, "content", "At most 5.", 20};
  CAF_CHECK(protocol::to_status(protocol::to_error(s)) == s);
  CAF_CHECK(protocol::to_status(back(protocol::to_error(s))) == s);
  CAF_CHECK(protocol::to_status(caf::sec::request_receiver_down).code == base::errc::unavailable);
  CAF_CHECK(protocol::to_status(caf::sec::runtime_error).code == base::errc::internal);
}

CAF_TEST_FIXTURE_SCOPE_END()
