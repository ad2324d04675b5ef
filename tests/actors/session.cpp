#define CAF_SUITE session
#include "actors/world.hpp"

// What a session promises to its callers while the store behaves.

using namespace parley;
using namespace parley::protocol;
using base::errc;
using texts = std::vector<std::string>;

CAF_TEST_FIXTURE_SCOPE(session_tests, tests::world)

CAF_TEST(a session that nobody created is not found and keeps no actor) {
  CAF_CHECK(tests::code_of(get("nobody")) == errc::not_found);
  CAF_CHECK(tests::code_of(append(say({"x"}), "nobody")) == errc::not_found);
  CAF_CHECK(tests::code_of(change(domain::close_change{})) == errc::not_found);
  CAF_CHECK(live() == 0u);
}

CAF_TEST(creating again gives the same record or session_exists) {
  auto first = create();
  CAF_REQUIRE(first.has_value());
  CAF_CHECK(!first->existed);
  auto again = create();
  CAF_REQUIRE(again.has_value());
  CAF_CHECK(again->existed);
  CAF_CHECK(again->session.record == first->session.record);
  auto other = creation("s1");
  other.request.user_id = "someone";
  CAF_CHECK(tests::code_of(ask<create_reply>(create_atom_v, who(), other)) == errc::session_exists);
}

CAF_TEST(appends get dense seqs and generated ids) {
  create();
  auto one = append(say({"a"}));
  auto two = append(say({"b", "c"}));
  CAF_REQUIRE(one.has_value());
  CAF_REQUIRE(two.has_value());
  CAF_CHECK(one->receipts[0].seq == 1);
  CAF_CHECK(two->receipts[1].seq == 3);
  CAF_CHECK(!two->receipts[1].message_id.empty());
  CAF_CHECK(one->receipts[0].sender_id == "user");
  CAF_CHECK(history() == (texts{"a", "b", "c"}));
  CAF_CHECK(get()->at.last_seq == 3);
}

CAF_TEST(the same id with the same body returns the first answer) {
  create();
  auto first = append(say({"a"}, "m1"));
  clock.advance(std::chrono::seconds{5});
  auto again = append(say({"a"}, "m1"));
  CAF_REQUIRE(again.has_value());
  CAF_CHECK(again->receipts[0].known);
  CAF_CHECK(again->receipts[0].timestamp == first->receipts[0].timestamp);
  CAF_CHECK(again->receipts[0].seq == 1);
  CAF_CHECK(tests::code_of(append(say({"b"}, "m1"))) == errc::conflict);
  CAF_CHECK(history() == (texts{"a"}));
}

CAF_TEST(a batch is all or nothing) {
  create();
  append(say({"old"}, "x1"));
  CAF_CHECK(tests::code_of(append(say({"a", "b"}, "x"))) == errc::conflict);
  CAF_CHECK(history() == (texts{"old"}));
}

CAF_TEST(what arrives during a commit is the next submission) {
  create();
  const auto before = script->submissions();
  std::vector<answer<append_reply>> all;
  for (int i = 0; i < 5; ++i) all.push_back(begin_append(say({std::to_string(i)})));
  step();
  CAF_CHECK(script->submissions() - before == 2u);
  for (const auto& one : all) CAF_CHECK((*one)->has_value());
  CAF_CHECK(history().size() == 5u);
}

CAF_TEST(one conflict in a submission leaves its neighbours alone) {
  create();
  append(say({"a"}, "m1"));
  auto first = begin_append(say({"b"}));
  auto bad = begin_append(say({"other"}, "m1"));
  auto good = begin_append(say({"c"}));
  step();
  CAF_CHECK((*first)->has_value());
  CAF_CHECK(tests::code_of(**bad) == errc::conflict);
  CAF_CHECK((*good)->has_value());
  CAF_CHECK(history() == (texts{"a", "b", "c"}));
}

CAF_TEST(if_last_seq is a precondition) {
  create();
  append(say({"a"}));
  auto command = say({"b"});
  command.if_last_seq = 0;
  CAF_CHECK(tests::code_of(append(command)) == errc::precondition_failed);
  command.if_last_seq = 1;
  CAF_CHECK(append(command).has_value());
}

CAF_TEST(a request past its deadline is never submitted) {
  create();
  const auto before = script->submissions();
  auto late = who();
  late.deadline = clock.monotonic() - std::chrono::microseconds{1};
  auto answer = ask<append_reply>(append_atom_v, late, ref(), say({"a"}));
  CAF_CHECK(tests::code_of(answer) == errc::timeout);
  CAF_CHECK(script->submissions() == before);
}

CAF_TEST(a late request is left out of its batch and a late change is not made) {
  create();
  auto late = who();
  late.deadline = clock.monotonic() - std::chrono::microseconds{1};
  auto blocker = begin_append(say({"a"}));
  auto in_time = begin_append(say({"b"}));
  auto too_late = begin<append_reply>(append_atom_v, late, ref(), say({"c"}));
  change_command closing{domain::close_change{}, {}, {}};
  auto change_too_late = begin<change_reply>(change_atom_v, late, ref(), closing);
  step();
  CAF_CHECK((*blocker)->has_value());
  CAF_CHECK((*in_time)->has_value());
  CAF_CHECK(tests::code_of(**too_late) == errc::timeout);
  CAF_CHECK(tests::code_of(**change_too_late) == errc::timeout);
  CAF_CHECK(get()->record.status == domain::session_status::active);
  CAF_CHECK(history() == (texts{"a", "b"}));
}

CAF_TEST(what waits is bounded in bytes too and the bytes are given back) {
  env->limits.session_pending_bytes = 3000;
  create();
  for (int round = 0; round < 3; ++round) {
    auto blocker = begin_append(say({"x"}));
    auto first = begin_append(say({std::string(1000, 'a')}));
    auto second = begin_append(say({std::string(2000, 'b')}));
    step();
    CAF_CHECK((*blocker)->has_value());
    CAF_CHECK((*first)->has_value());
    CAF_CHECK(tests::code_of(**second) == errc::overloaded);
  }
  // Alone it is taken, whatever its size: one message has a limit of its own.
  CAF_CHECK(append(say({std::string(5000, 'c')})).has_value());
}

CAF_TEST(too many waiting requests are refused with a hint) {
  create();
  std::vector<answer<append_reply>> all;
  for (int i = 0; i < 12; ++i) all.push_back(begin_append(say({"x"})));
  step();
  int refused = 0;
  for (const auto& one : all) {
    if ((*one)->has_value()) continue;
    ++refused;
    CAF_CHECK((*one)->error().code == errc::overloaded);
    CAF_CHECK((*one)->error().retry_after_ms > 0);
  }
  CAF_CHECK(refused == 12 - 8 - 1);
  CAF_CHECK(history().size() == 9u);
}

CAF_TEST(a closed session takes nothing until it is reopened) {
  create();
  append(say({"a"}));
  auto closed = change(domain::close_change{});
  CAF_REQUIRE(closed.has_value());
  CAF_CHECK(closed->session.record.status == domain::session_status::closed);
  const auto again = change(domain::close_change{});
  CAF_REQUIRE(again.has_value());
  CAF_CHECK(!again->changed);
  CAF_CHECK(tests::code_of(append(say({"b"}))) == errc::session_closed);
  CAF_CHECK(change(domain::reopen_change{}).has_value());
  CAF_CHECK(append(say({"b"})).has_value());
}

CAF_TEST(a change is made of the revision that the caller has seen) {
  create();
  CAF_CHECK(change(domain::set_metadata_change{"k", 1}, 1)->session.record.revision == 2);
  CAF_CHECK(tests::code_of(change(domain::set_metadata_change{"k", 2}, 1)) ==
            errc::precondition_failed);
  CAF_CHECK(get()->record.metadata == (domain::json{{"k", 1}}));
}

CAF_TEST(pages older than the tail come from the store) {
  create();
  append(say({"1", "2", "3", "4", "5", "6", "7"}));
  storage::page_request older;
  older.before = 5;
  older.items_max = 3;
  auto page = ask<message_page>(page_atom_v, who(), ref(), older);
  CAF_REQUIRE(page.has_value());
  CAF_CHECK(page->items.size() == 3u);
  CAF_CHECK(page->items[0].seq == 2);
  CAF_CHECK(page->last_seq == 7);
  const auto reads = script->reads();
  storage::page_request newest;
  newest.items_max = 4;
  CAF_CHECK(ask<message_page>(page_atom_v, who(), ref(), newest)->items.front().seq == 4);
  CAF_CHECK(script->reads() == reads);
  CAF_CHECK(ask<domain::message>(find_atom_v, who(), ref(), std::string{"1"})->seq == 1);
  CAF_CHECK(ask<domain::message>(find_atom_v, who(), ref(), std::string{"7"})->seq == 7);
}

CAF_TEST(a session is reached from its own tenant only) {
  create();
  auto stranger = who();
  stranger.tenant = "other";
  CAF_CHECK(tests::code_of(ask<domain::session_view>(get_atom_v, stranger, ref())) ==
            errc::forbidden);
  storage::session_query query;
  query.tenant = "acme";
  CAF_CHECK(ask<storage::session_page>(list_atom_v, stranger, query)->items.empty());
  CAF_CHECK(ask<storage::session_page>(list_atom_v, who(), query)->items.size() == 1u);
}

CAF_TEST(an idempotency key returns the first effect) {
  create();
  auto command = say({"a"});
  command.once = storage::idempotency{"key", "POST /x", base::digest_of("a")};
  auto first = append(command);
  auto again = append(command);
  CAF_REQUIRE(again.has_value());
  CAF_CHECK(again->replayed);
  CAF_CHECK(again->receipts[0].seq == 1);
  CAF_CHECK(again->receipts == first->receipts);
  command.once->body_digest = base::digest_of("b");
  CAF_CHECK(tests::code_of(append(command)) == errc::idempotency_mismatch);
  CAF_CHECK(history() == (texts{"a"}));
}

CAF_TEST(two requests with one idempotency key in one submission get one effect) {
  create();
  append(say({"a"}, "m1"));
  for (const bool known : {false, true}) {
    auto blocker = begin_append(say({"x"}));
    auto command = known ? say({"a"}, "m1") : say({"b"});
    command.once = storage::idempotency{known ? "k1" : "k2", "POST /x", base::digest_of("a")};
    auto first = begin_append(command);
    auto second = begin_append(command);
    step();
    CAF_REQUIRE((*first)->has_value());
    CAF_REQUIRE((*second)->has_value());
    CAF_CHECK(!(*first)->value().replayed);
    CAF_CHECK((*second)->value().replayed);
    CAF_CHECK((*first)->value().all_known == known);
    CAF_CHECK((*second)->value().all_known == known);
    CAF_CHECK((*second)->value().receipts[0].seq == (*first)->value().receipts[0].seq);
  }
  CAF_CHECK(history() == (texts{"a", "x", "b", "x"}));
}

CAF_TEST(a noted round with a key is told again as it was counted then) {
  create();
  append_command plain;
  plain.rounds = 1;
  auto keyed = plain;
  keyed.once = storage::idempotency{"k", "POST /rounds", {}};
  // The second one waits for the first and is counted before the third.
  const auto first = begin_append(plain);
  const auto second = begin_append(plain);
  const auto third = begin_append(keyed);
  const auto again = begin_append(keyed);
  CAF_CHECK(take(first)->round == 1);
  CAF_CHECK(take(second)->round == 2);
  CAF_CHECK(take(third)->round == 3);
  CAF_CHECK(take(again)->replayed);
  CAF_CHECK(take(again)->round == 3);
  CAF_CHECK(append(plain)->round == 4);
  CAF_CHECK(append(keyed)->round == 3);
}

CAF_TEST(a restored session keeps its record and takes messages though closed) {
  auto made = create("source");
  auto record = made->session.record;
  record.session_id = "copy";
  record.status = domain::session_status::closed;
  record.revision = 7;
  create_command restore;
  restore.restored = record;
  auto restored = ask<create_reply>(create_atom_v, who(), restore);
  CAF_REQUIRE(restored.has_value());
  CAF_CHECK(restored->session.record.revision == 7);
  auto command = say({"a"}, "m1");
  command.restoring = true;
  command.messages[0].timestamp = base::from_micros(1);
  auto appended = append(command, "copy");
  CAF_REQUIRE(appended.has_value());
  CAF_CHECK(appended->receipts[0].timestamp == base::from_micros(1));
  CAF_CHECK(get("copy")->at.last_append == base::from_micros(1));
  CAF_CHECK(ask<create_reply>(create_atom_v, who(), restore)->existed);
}

CAF_TEST(an archived session comes back with a new message and with nothing else) {
  create();
  append(say({"a"}, "m1"));
  const auto status = [&] { return get()->record.status; };
  const auto archived = [&] { return status() == domain::session_status::archived; };
  change(domain::archive_change{});
  const auto revision = get()->record.revision;
  CAF_CHECK(append(say({"a"}, "m1"))->all_known);
  CAF_CHECK(archived());
  CAF_CHECK(tests::code_of(append(say({"other"}, "m1"))) == errc::conflict);
  CAF_CHECK(archived());
  auto early = say({"b"});
  early.if_last_seq = 7;
  CAF_CHECK(tests::code_of(append(early)) == errc::precondition_failed);
  CAF_CHECK(archived());
  CAF_CHECK(get()->record.revision == revision);
  CAF_CHECK(append(say({"b"}))->receipts.at(0).seq == 2);
  CAF_CHECK(status() == domain::session_status::active);
  CAF_CHECK(get()->record.revision == revision + 1);
  ask<done>(passivate_atom_v, who(), ref());
  CAF_CHECK(status() == domain::session_status::active);
}

CAF_TEST(a request that changes nothing keeps its key all the same) {
  create();
  const auto keyed = [&](std::string value, const char* body) {
    change_command command{domain::set_metadata_change{"k", std::move(value)}, {}, {}};
    command.once = storage::idempotency{"key", "PUT k", base::digest_of(body)};
    return ask<change_reply>(change_atom_v, who(), ref(), std::move(command));
  };
  change(domain::set_metadata_change{"k", "v"});
  const auto first = keyed("v", "v");
  CAF_CHECK(first && !first->changed && !first->replayed);
  change(domain::set_metadata_change{"k", "w"});
  const auto again = keyed("v", "v");
  CAF_CHECK(again && !again->changed);
  CAF_CHECK(again->replayed);
  CAF_CHECK(again->session.record == first->session.record);
  CAF_CHECK(get()->record.metadata["k"] == "w");
  CAF_CHECK(tests::code_of(keyed("x", "x")) == errc::idempotency_mismatch);
  CAF_CHECK(get()->record.metadata["k"] == "w");
}

CAF_TEST(a key that is forgotten may be used again while its session lives) {
  create();
  const auto keyed = [&] {
    change_command command{domain::set_metadata_change{"k", "v"}, {}, {}};
    command.once = storage::idempotency{"key", "PUT k", {}};
    return ask<change_reply>(change_atom_v, who(), ref(), std::move(command));
  };
  CAF_CHECK(keyed()->changed);
  CAF_CHECK(keyed()->replayed);
  change(domain::set_metadata_change{"k", "w"});
  clock.advance(std::chrono::hours{25});
  CAF_CHECK(tests::code_of(keyed()) == errc::unavailable);
  const auto anew = keyed();
  CAF_CHECK(anew && anew->changed && !anew->replayed);
}

CAF_TEST_FIXTURE_SCOPE_END()
