#define CAF_SUITE forks
#include "actors/world.hpp"

// What forks share and what they do not, whatever the store does meanwhile.

using namespace parley;
using namespace parley::protocol;
using base::errc;
using testing::commit_fault;
using texts = std::vector<std::string>;

namespace {

struct fork_world : tests::world {
  static create_command forking(const std::string& origin, std::int64_t at_seq,
                                const std::string& id) {
    create_command command;
    if (!id.empty()) command.request.session_id = id;
    command.fork.emplace();
    command.fork->session_id = origin;
    command.fork->at_seq = at_seq;
    return command;
  }

  base::result<create_reply> fork(const std::string& origin, std::int64_t at_seq,
                                  const std::string& id = "f") {
    return ask<create_reply>(create_atom_v, who(), forking(origin, at_seq, id));
  }

  /// Appends messages of these roles; their texts are their places.
  void say_as(const std::vector<std::string>& roles, const std::string& id = "s1") {
    append_command command;
    for (const auto& role : roles) {
      domain::json json{{"role", role}, {"content", role}};
      if (role == "tool") json["tool_call_id"] = "c1";
      command.messages.push_back(domain::decode_message(json, {}).value());
    }
    CAF_CHECK(append(std::move(command), id).has_value());
  }

  base::result<turn_reply> talk(const std::string& id = "s1") {
    begin_turn what;
    what.question = domain::decode_message({{"role", "user"}, {"content", "q"}}, {}).value();
    what.answer = domain::decode_message({{"role", "assistant"}, {"content", "a"}}, {}).value();
    return ask<turn_reply>(turn_atom_v, who(), ref(id), turn_command{std::move(what)});
  }
};

}  // namespace

CAF_TEST_FIXTURE_SCOPE(fork_tests, fork_world)

CAF_TEST(a fork shares what is before and goes its own way after) {
  create();
  append(say({"1", "2", "3", "4", "5", "6"}));
  auto f = fork("s1", 3);
  CAF_REQUIRE(f.has_value());
  CAF_CHECK(!f->existed);
  CAF_CHECK(f->session.at.last_seq == 3);
  CAF_CHECK(f->session.record.forked_from == (domain::fork_origin{"s1", 3}));
  CAF_CHECK(history("f") == (texts{"1", "2", "3"}));
  const auto receipt = append(say({"other 4"}), "f");
  CAF_CHECK(receipt && receipt->receipts[0].seq == 4);
  append(say({"7"}));
  CAF_CHECK(history("f") == (texts{"1", "2", "3", "other 4"}));
  CAF_CHECK(history() == (texts{"1", "2", "3", "4", "5", "6", "7"}));
  const auto known = append(say({"1"}, "again"), "f");
  CAF_CHECK(known && known->receipts[0].seq == 5);
}

CAF_TEST(ids of the shared part are known in the fork) {
  create();
  append(say({"1"}, "id1"));
  append(say({"2"}, "id2"));
  fork("s1", 1);
  const auto known = append(say({"1"}, "id1"), "f");
  CAF_CHECK(known && known->all_known && known->receipts[0].seq == 1);
  const auto fresh = append(say({"2"}, "id2"), "f");
  CAF_CHECK(fresh && !fresh->all_known && fresh->receipts[0].seq == 2);
  CAF_CHECK(tests::code_of(append(say({"x"}, "id1"), "f")) == errc::conflict);
  const auto found = ask<domain::message>(find_atom_v, who(), ref("f"), std::string("id1"));
  CAF_CHECK(found && found->seq == 1);
}

CAF_TEST(a fork wakes up as it went to rest) {
  create();
  append(say({"1", "2", "3", "4", "5", "6", "7", "8"}));
  fork("s1", 6);
  append(say({"x", "y"}), "f");
  const auto before = get("f");
  (void)ask<done>(passivate_atom_v, who(), ref("f"));
  const auto after = get("f");
  CAF_CHECK(before && after && *before == *after);
  // The tail of four crosses the border.
  storage::page_request newest;
  newest.items_max = 4;
  const auto page = ask<message_page>(page_atom_v, who(), ref("f"), newest);
  CAF_REQUIRE(page && page->items.size() == 4u);
  CAF_CHECK(page->items.front().content == "5" && page->items.back().content == "y");
}

CAF_TEST(forking again gives the same fork or session_exists) {
  create();
  append(say({"1", "2"}));
  const auto first = fork("s1", 2);
  append(say({"3"}), "f");
  const auto again = fork("s1", 2);
  CAF_REQUIRE(again.has_value());
  CAF_CHECK(again->existed);
  CAF_CHECK(again->session.record == first->session.record);
  CAF_CHECK(again->session.at.last_seq == 3);
  CAF_CHECK(tests::code_of(fork("s1", 1)) == errc::session_exists);
  CAF_CHECK(tests::code_of(fork("s1", 2, "s1")) == errc::session_exists);
  CAF_CHECK(tests::code_of(ask<create_reply>(create_atom_v, who(), creation("f"))) ==
            errc::session_exists);
  const auto named = fork("s1", 1, "");
  CAF_CHECK(named && named->session.record.session_id.size() == 36u);
}

CAF_TEST(what cannot be forked is refused and leaves nothing) {
  create();
  append(say({"1", "2"}));
  CAF_CHECK(tests::code_of(fork("nobody", 0)) == errc::not_found);
  const auto beyond = fork("s1", 3);
  CAF_CHECK(tests::code_of(beyond) == errc::invalid_argument && beyond.error().field == "at_seq");
  CAF_CHECK(tests::code_of(get("f")) == errc::not_found);
  step();
  CAF_CHECK(live() == 1u);
  CAF_CHECK(fork("s1", 0).has_value());
  CAF_CHECK(history("f").empty());
}

CAF_TEST(a history is not cut within a group) {
  create();
  //      1       2            3       4       5       6            7       8
  say_as({"user", "assistant", "tool", "user", "tool", "assistant", "user", "assistant"});
  const bool allowed[] = {true, true, false, false, false, true, true, true, true};
  for (std::int64_t seq = 0; seq <= 8; ++seq) {
    const auto f = fork("s1", seq, "f" + std::to_string(seq));
    CAF_CHECK(f.has_value() == allowed[seq]);
    if (!f) CAF_CHECK(f.error().code == errc::invalid_argument && f.error().field == "at_seq");
  }
}

CAF_TEST(a result far behind its call is found) {
  create();
  std::vector<std::string> roles{"assistant"};
  roles.insert(roles.end(), 130, "user");
  roles.push_back("tool");
  say_as(roles);
  CAF_CHECK(tests::code_of(fork("s1", 1)) == errc::invalid_argument);
  CAF_CHECK(fork("s1", 132).has_value());
}

CAF_TEST(counts of turns are those of the seq) {
  create();
  talk();
  append(say({"x"}));
  talk();
  const std::int64_t wanted[] = {0, 0, 1, 1, 1, 2};
  for (std::int64_t seq = 0; seq <= 5; ++seq) {
    const auto f = fork("s1", seq, "f" + std::to_string(seq));
    CAF_REQUIRE(f.has_value());
    CAF_CHECK(f->session.record.turn_count == wanted[seq]);
    CAF_CHECK(f->session.record.round == wanted[seq]);
  }
  CAF_CHECK(talk("f2").has_value());
  CAF_CHECK(get("f2")->record.turn_count == 2);
  const auto deep = fork("f2", 4, "deep");
  CAF_CHECK(deep && deep->session.record.turn_count == 2);
}

CAF_TEST(a closed session can be forked and the fork is active) {
  create();
  append(say({"1"}));
  change(domain::close_change{});
  const auto f = fork("s1", 1);
  CAF_CHECK(f && f->session.record.status == domain::session_status::active);
  CAF_CHECK(append(say({"2"}), "f").has_value());
}

CAF_TEST(a running turn stays with its session) {
  create();
  begin_turn what;
  what.question = domain::decode_message({{"role", "user"}, {"content", "q"}}, {}).value();
  ask<turn_reply>(turn_atom_v, who(), ref(), turn_command{std::move(what)});
  const auto f = fork("s1", 1);
  CAF_REQUIRE(f.has_value());
  const auto turns = ask<turn_page>(list_turns_atom_v, who(), ref("f"), std::int64_t{0},
                                    std::int64_t{10});
  CAF_CHECK(turns && turns->items.empty());
  CAF_CHECK(talk("f").has_value());
}

CAF_TEST(whatever the commit of a fork comes to) {
  create();
  append(say({"1", "2"}));
  script->push(commit_fault::reject);
  CAF_CHECK(tests::code_of(fork("s1", 2)) == errc::unavailable);
  script->push(commit_fault::lost);
  CAF_CHECK(tests::code_of(fork("s1", 2)) == errc::unknown_outcome);
  script->push(commit_fault::written);
  CAF_CHECK(tests::code_of(fork("s1", 2)) == errc::unknown_outcome);
  const auto again = fork("s1", 2);
  CAF_CHECK(again && again->existed);
  CAF_CHECK(history("f") == (texts{"1", "2"}));
  script->reads_unavailable(true);
  CAF_CHECK(tests::code_of(fork("s1", 2, "g")) == errc::unavailable);
  script->reads_unavailable(false);
  CAF_CHECK(fork("s1", 2, "g").has_value());
}

CAF_TEST(what waits for a fork is answered after it) {
  create();
  append(say({"1"}));
  const auto made = begin<create_reply>(create_atom_v, who(), forking("s1", 1, "f"));
  const auto appended = begin_append(say({"2"}), "f");
  const auto seen = begin<domain::session_view>(get_atom_v, who(), ref("f"));
  CAF_CHECK(take(made).has_value());
  const auto receipt = take(appended);
  CAF_CHECK(receipt && receipt->receipts[0].seq == 2);
  CAF_CHECK(history("f") == (texts{"1", "2"}));
}

CAF_TEST(a session of another tenant is not there to fork) {
  create();
  append(say({"1"}));
  auto stranger = who();
  stranger.tenant = "other";
  CAF_CHECK(tests::code_of(ask<create_reply>(create_atom_v, stranger, forking("s1", 1, "f"))) ==
            errc::not_found);
}

CAF_TEST(two branches side by side) {
  create();
  append(say({"1", "2", "3"}));
  fork("s1", 2);
  append(say({"x", "y"}), "f");
  compare_request request;
  request.left = ref();
  request.right = ref("f");
  request.items_max = 1;
  auto page = ask<comparison>(compare_atom_v, who(), request);
  CAF_REQUIRE(page.has_value());
  CAF_CHECK(page->common_seq == 2 && page->left_head == 3 && page->right_head == 4);
  CAF_REQUIRE(page->items.size() == 1u);
  CAF_CHECK(page->items[0].seq == 3 && page->items[0].left->content == "3" &&
            page->items[0].right->content == "x");
  CAF_CHECK(page->next == 3);
  request.after = page->next;
  page = ask<comparison>(compare_atom_v, who(), request);
  CAF_REQUIRE(page && page->items.size() == 1u);
  CAF_CHECK(page->items[0].seq == 4 && !page->items[0].left &&
            page->items[0].right->content == "y");
  CAF_CHECK(!page->next);

  request.right = request.left;
  page = ask<comparison>(compare_atom_v, who(), request);
  CAF_CHECK(page && page->common_seq == 3 && page->items.empty() && !page->next);
  request.right = ref("nobody");
  const auto missing = ask<comparison>(compare_atom_v, who(), request);
  CAF_CHECK(tests::code_of(missing) == errc::not_found && missing.error().field == "with");
  request.right = {"other", "s1"};
  CAF_CHECK(tests::code_of(ask<comparison>(compare_atom_v, who(), request)) == errc::forbidden);
}

CAF_TEST(a branch that is erased while it is compared is told to be) {
  create();
  append(say({"1", "2", "3"}));
  int told = 0;
  bool whole = false;
  for (int n = 0; !whole && n < 30; ++n) {
    const auto id = "f" + std::to_string(n);
    fork("s1", 2, id);
    append(say({"x"}), id);
    // In the middle of the nth read of the comparison, everybody else goes on.
    bool during = false;
    script->before_read([&, left = std::make_shared<int>(n)] {
      if ((*left)-- != 0) return true;
      during = true;
      begin<domain::erasure>(erase_atom_v, who(), ref(id), erase_command{});
      while (sched.try_run_once()) continue;
      return true;
    });
    compare_request request;
    request.left = ref();
    request.right = ref(id);
    const auto page = ask<comparison>(compare_atom_v, who(), request);
    script->before_read(nullptr);
    step();
    if (page) {
      whole = !during;
      CAF_CHECK_EQUAL(page->common_seq, 2);
    } else {
      ++told;
      CAF_CHECK(page.error().code == errc::erased && page.error().field == "with");
    }
  }
  CAF_CHECK(whole);
  CAF_CHECK(told > 3);
}

CAF_TEST(a page of a comparison is bounded in bytes and misses nothing) {
  create();
  append(say({"same"}));
  fork("s1", 1);
  const std::string big(5000, 'b');
  for (int n = 0; n < 6; ++n) {
    append(say({n % 2 == 0 ? big : "small"}));
    append(say({n % 3 == 0 ? "little" : big + big}), "f");
  }
  compare_request request;
  request.left = ref();
  request.right = ref("f");
  request.bytes_max = 16000;
  std::int64_t expected = 1;
  for (int pages = 0; pages < 20; ++pages) {
    const auto page = ask<comparison>(compare_atom_v, who(), request);
    CAF_REQUIRE(page.has_value());
    for (const auto& pair : page->items) {
      CAF_CHECK(pair.seq == ++expected);
      CAF_CHECK(pair.left && pair.left->seq == pair.seq);
      CAF_CHECK(pair.right && pair.right->seq == pair.seq);
    }
    if (!page->next) break;
    request.after = page->next;
  }
  CAF_CHECK(expected == 7);
}

CAF_TEST_FIXTURE_SCOPE_END()
