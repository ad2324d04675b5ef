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

  template <class T>
  bool same(const T& value) {
    return back(value) == value;
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
  s.continues = "before";
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

domain::turn a_turn() {
  domain::turn t;
  t.turn_id = "t";
  t.ordinal = 3;
  t.state = domain::turn_state::running;
  t.question = a_message();
  t.answer_id = "a";
  t.draft = {"text", {2, 4}};
  t.lease_until = base::from_micros(5);
  t.touched_at = base::from_micros(6);
  t.reason = "r";
  t.parked_by = "p";
  return t;
}

storage::job a_job() {
  storage::job j;
  j.id = 5;
  j.kind = storage::job_kind::purge;
  j.tenant = "t";
  j.session_id = "s";
  j.payload = "{}";
  j.attempts = 2;
  j.not_before = base::from_micros(3);
  j.created_at = base::from_micros(4);
  j.state = storage::job_state::dead;
  j.reason = "why";
  return j;
}

domain::erasure an_erasure() {
  return {"receipt", domain::erased_kind::user, "s", 1, 2, 3, 4, 5, base::from_micros(6), base::from_micros(7)};
}

domain::agent_message an_agent_message() {
  domain::agent_message m;
  m.message_id = "id";
  m.session_key = "s_mc_to_w";
  m.sender_id = "a";
  m.sender_role = "w";
  m.recipient_id = "c";
  m.recipient_type = domain::participant_type::master_controller;
  m.recipient_role = "r";
  m.content = "x";
  m.type = domain::agent_message_type::feedback;
  m.timestamp = base::from_micros(4);
  m.metadata = {{"k", 1}};
  m.extra = {{"e", 2}};
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
  const protocol::caller who{"t", "p", "r", std::chrono::microseconds{12}, true, 1};
  CAF_CHECK(back(who) == who);
  const storage::session_ref ref{"t", "s"};
  CAF_CHECK(back(ref) == ref);
}

CAF_TEST(every change comes back equal) {
  const domain::record_change changes[] = {
      domain::close_change{"why"},          domain::reopen_change{""},
      domain::patch_change{{std::optional<std::string>{}, {}, domain::json{{"a", nullptr}}}},
      domain::set_metadata_change{"k", 1},  domain::remove_metadata_change{"k"},
      domain::join_change{a_session().participants[0]}, domain::leave_change{"p"},
      domain::archive_change{"old"}};
  for (const auto& change : changes) {
    protocol::change_command command{change, 3, storage::idempotency{"k", "r", {}}};
    CAF_CHECK(back(command).change.index() == change.index());
    CAF_CHECK(back(command).once == command.once);
    CAF_CHECK(back(command).if_revision == 3);
    CAF_CHECK(save(back(command)) == save(command));
  }
  CAF_CHECK(std::get<domain::close_change>(back(changes[0])).reason == "why");
  CAF_CHECK(std::get<domain::set_metadata_change>(back(changes[3])).key == "k");
  CAF_CHECK(std::get<domain::set_metadata_change>(back(changes[3])).value == 1);
  CAF_CHECK(std::get<domain::remove_metadata_change>(back(changes[4])).key == "k");
  CAF_CHECK(std::get<domain::join_change>(back(changes[5])).who == a_session().participants[0]);
  CAF_CHECK(std::get<domain::leave_change>(back(changes[6])).participant_id == "p");
  CAF_CHECK(std::get<domain::archive_change>(back(changes[7])).reason == "old");
  const auto patch = std::get<domain::patch_change>(back(changes[2])).patch;
  CAF_CHECK(patch.user_id.has_value());
  CAF_CHECK(!patch.user_id->has_value());
  CAF_CHECK(!patch.system_prompt.has_value());
}

CAF_TEST(commands and replies come back equal) {
  protocol::create_command create;
  create.request.session_id = "s";
  create.restored = a_session();
  create.fork = storage::fork_point{"o", 3};
  CAF_CHECK(same(create));
  CAF_CHECK(same(protocol::create_reply{{a_session(), {3, base::from_micros(4)}}, true}));
  CAF_CHECK(same(protocol::append_command{{a_message()}, 4, storage::idempotency{"k", "r", {}}, an_agent_message(), true, 2, true}));
  protocol::receipt receipt;
  receipt.seq = 3;
  receipt.sender_id = "me";
  CAF_CHECK(back(receipt) == receipt);
  CAF_CHECK(same(protocol::append_reply{{receipt}, true, true, 7}));
  CAF_CHECK(same(protocol::change_reply{{a_session(), {}}, true, true}));
  CAF_CHECK(same(protocol::message_page{{a_message(), a_message()}, 9}));
  CAF_CHECK(same(protocol::activation{a_session(), 1, 2, {3, {}}, {a_message()}, {a_turn()}, 8, a_job(), an_erasure()}));
  const domain::turn_view view{a_turn(), 0, a_message(), a_message()};
  CAF_CHECK(same(view));
  CAF_CHECK(same(protocol::replay{true, {}, {receipt}, true, domain::session_view{}, view, 3}));
  CAF_CHECK(same(protocol::turn_reply{view, true, true}));
  CAF_CHECK(same(protocol::turn_lookup{view, base::digest{}}));
  CAF_CHECK(same(protocol::turn_holders{{{"acme", "s"}}, 7}));
  CAF_CHECK(same(protocol::turn_page{{view, view}, 4}));
  CAF_CHECK(same(protocol::origin_query{{"t", "s"}, storage::fork_point{"o", 3}, "c", "u"}));
  CAF_CHECK(same(protocol::origin_facts{a_session(), true, "e"}));
  CAF_CHECK(same(protocol::prior_history{"e", {{"user", "x", true}}}));
  CAF_CHECK(same(protocol::compare_request{{"t", "l"}, {"t", "r"}, 4, 5, 6}));
  CAF_CHECK(same(protocol::comparison{1, 2, 3, {{4, a_message(), {}}, {5, {}, a_message()}}, 6}));
  CAF_CHECK(same(protocol::supervisor_status{1, 2, 3, 4, 5}));
  CAF_CHECK(same(protocol::done{}));
}

CAF_TEST(every command about a turn comes back equal) {
  const protocol::turn_command begun{
      protocol::begin_turn{a_message(), a_message(), domain::when_busy::interrupt},
      storage::idempotency{"k", "r", {}}};
  const auto begin = std::get<protocol::begin_turn>(back(begun).what);
  CAF_CHECK(back(begun).once == begun.once);
  CAF_CHECK(begin.question == a_message());
  CAF_CHECK(begin.answer && *begin.answer == a_message());
  CAF_CHECK(begin.when_busy == domain::when_busy::interrupt);
  const auto chunks = std::get<protocol::add_chunks>(
      back(protocol::turn_command{protocol::add_chunks{"t", 4, {"a", ""}}}).what);
  CAF_CHECK(chunks.turn_id == "t");
  CAF_CHECK(chunks.first == 4);
  CAF_CHECK(chunks.texts == (std::vector<std::string>{"a", ""}));
  protocol::end_turn ending{"t", {domain::turn_state::failed, "text", {}, "why"}};
  ending.how.tool_calls.text = "[]";
  const auto end = std::get<protocol::end_turn>(back(protocol::turn_command{ending}).what);
  CAF_CHECK(end.turn_id == "t");
  CAF_CHECK(end.how.state == domain::turn_state::failed);
  CAF_CHECK(end.how.content == "text");
  CAF_CHECK(end.how.tool_calls.text == "[]");
  CAF_CHECK(end.how.reason == "why");
}

CAF_TEST(submissions and queries come back equal) {
  storage::submission s;
  s.session = {"t", "s"};
  s.update = a_session();
  s.fork = storage::fork_point{"o", 3};
  s.parts.push_back(
      {{a_message()}, 5, storage::idempotency{"k", "r", {}}, "n", {a_turn()}, 6, 7, {a_job()}});
  s.jobs = storage::job_changes{{a_job()}, {a_job(), a_job()}, {4, 5}};
  s.children_max = 8;
  s.update_with_entries = true;
  s.erase = storage::erase_order{"receipt", "root"};
  s.purge = storage::purge_order{1, {"t", "s"}, 2, 3, {4, 5}, storage::purge_order::phase::finish};
  s.blank = storage::blank_order{"receipt", "s/1", "user/u", {1, 2}, {"t1"}};
  s.receipt = storage::receipt_order{"t", "u", "receipt", true};
  s.setting = storage::tenant_setting{"t", "n", "{}"};
  s.guard = storage::subtree_guard::all_archived;
  CAF_CHECK(same(s));
  storage::outcome o;
  o.kind = storage::commit::unknown;
  o.turn_count = 4;
  o.jobs = {7, 8};
  o.erased = an_erasure();
  o.purge_left = true;
  o.sharers = {{"t", "a"}, {"t", "b"}};
  o.updated = true;
  o.round = 5;
  o.error = {base::errc::conflict, "f", "t", 5};
  o.parts.push_back({base::status{}, {{1, "m", true, "me", {}}}, storage::idempotent_effect{{}, "s", 1, {2}, true, "r", "n", {}}});
  CAF_CHECK(same(o));
  CAF_CHECK(same(protocol::commit_reply{o, s}));
  storage::session_query q;
  q.tenant = "t";
  q.metadata = {{"k", {1, 2}}};
  q.order = storage::list_order::last_activity;
  q.after = storage::list_cursor{base::from_micros(4), "x"};
  CAF_CHECK(same(q));
  CAF_CHECK(same(storage::session_page{{{a_session(), {}}}, q.after}));
  CAF_CHECK(same(storage::page_request{1, {}, 5, 6, 7}));
  CAF_CHECK(back(storage::tenant_counts{3, 4}) == (storage::tenant_counts{3, 4}));
}

CAF_TEST(what is said about trees and jobs comes back equal) {
  CAF_CHECK(same(a_job()));
  CAF_CHECK(same(storage::due_jobs{{a_job()}, base::from_micros(9)}));
  CAF_CHECK(same(storage::dead_query{"t", 5, 6}));
  const domain::session_view view{a_session(), {3, base::from_micros(4)}};
  CAF_CHECK(same(protocol::session_facts{view, an_erasure()}));
  CAF_CHECK(same(protocol::tree_request{1, 2, domain::tree_operation::archive}));
  CAF_CHECK(same(protocol::session_tree{{view, view}, {-1, 0}, true}));
  CAF_CHECK(same(protocol::settle_command{domain::tree_operation::erase, "why", "root"}));
  CAF_CHECK(same(an_erasure()));
  CAF_CHECK(same(protocol::erase_command{4}));
  CAF_CHECK(same(protocol::letter_command{4, true}));
  CAF_CHECK(same(protocol::letter_page{{a_job()}, 3}));
}

CAF_TEST(what is asked of a store and what it says come back equal) {
  CAF_CHECK(same(storage::search_query{"t", "words", "s", "u", 5, 6, 7}));
  CAF_CHECK(same(storage::search_page{{{"s", 1, "[words]", 0.5}}, 4, base::from_micros(3)}));
  CAF_CHECK(same(storage::index_state{3, base::from_micros(4)}));
  CAF_CHECK(same(storage::statistics_query{"t", "writer", 1, 2}));
  CAF_CHECK(same(storage::statistics{1, 2, 3, 4, 5, {{6, 7, 8, 9}}, {"a", "b"}}));
  CAF_CHECK(same(protocol::blank_command{"m1", {1, 2}, {"t1"}, "user/u"}));
  CAF_CHECK(same(protocol::blank_group{3, {3, 4}, an_erasure()}));
  CAF_CHECK(same(protocol::person_facts{storage::person_receipt{an_erasure(), 7}, {{{"t", "s"}, {}, {"t1"}}},
                                        {{{{"t", "s"}, {1, 2}}}, 9}}));
  CAF_CHECK(same(protocol::setting_list{{{"t", "n", "{}"}}}));
  CAF_CHECK(same(protocol::reload_command{{{"t", "s"}}, {1}}));
  const domain::retention_policy policy{
      {{"old", domain::session_status::closed, {}, "writer", "u", 30, true}}};
  CAF_CHECK(same(protocol::retention_command{policy, true}));
  CAF_CHECK(same(protocol::retention_reply{policy, {{"old", true, 1, 2, {"s"}}}, 3, false}));
  CAF_CHECK(same(protocol::erase_command{4, "user/u", base::from_micros(7)}));
}

CAF_TEST(a status survives the way through an error) {
  const base::status s{base::errc::too_large, "content", "At most 5.", 20};
  CAF_CHECK(protocol::to_status(protocol::to_error(s)) == s);
  CAF_CHECK(protocol::to_status(back(protocol::to_error(s))) == s);
  CAF_CHECK(protocol::to_status(caf::sec::request_receiver_down).code == base::errc::unavailable);
  CAF_CHECK(protocol::to_status(caf::sec::runtime_error).code == base::errc::internal);
}

CAF_TEST_FIXTURE_SCOPE_END()
