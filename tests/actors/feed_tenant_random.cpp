#define CAF_SUITE feed_tenant_random
#include <iostream>
#include <map>
#include <random>
#include <set>

#include "actors/feed_world.hpp"
#include "parley/storage/timeline.hpp"
#include "storage/scale.hpp"

// Followers of a tenant who come, sleep, leave and come back by their cursors while many sessions
// go on, in random order of steps: each is told every message once, in the order in which the store
// has them, whoever told of its commit first.

using namespace parley;
using namespace parley::tests;

namespace {

struct fixture : feed_world {
  std::mt19937_64 chance;
  std::map<std::string, std::string> turns;  ///< that run, by session
  std::map<std::string, std::int64_t> said;  ///< chunks, by turn
  std::set<std::string> erased;
  int named = 0;
  std::vector<std::string> ids;

  /// What somebody was told, over all subscriptions that went on from one another.
  struct history {
    bool live_only = false;
    std::map<std::string, std::int64_t> next_chunk;  ///< by session, of the answer in progress
    texts messages;
    std::int64_t cursor = 0;
  };
  std::map<follower*, history> kept;

  std::uint64_t below(std::uint64_t n) { return chance() % n; }

  void some_steps() {
    for (auto n = below(10); n > 0; --n) sched.try_run_once();
  }

  void come() {
    auto& f = all.emplace_back();
    auto& h = kept[&f];
    h.live_only = below(3) == 0;
    begin_follow(f, h.live_only ? std::optional<std::int64_t>{} : 0, "");
  }

  /// The connection of one is lost: what it was not told is told to its next one.
  void come_again(follower& gone) {
    if (gone.id == 0) return;
    auto h = kept.at(&gone);
    h.next_chunk.clear();
    if (h.live_only && gone.cursors.empty()) return;
    kept.erase(&gone);
    leave(gone);
    auto& f = all.emplace_back();
    kept[&f] = h;
    begin_follow(f, h.cursor, "");
  }

  void start_session() {
    ids.push_back("r" + std::to_string(named++));
    (void)begin<create_reply>(create_atom_v, who(), creation(ids.back()));
  }

  void go_on() {
    if (ids.empty()) return start_session();
    const auto id = ids[below(ids.size())];
    switch (below(16)) {
      case 0:
        return start_session();
      case 1:
        if (turns.contains(id)) break;
        if (const auto begun = ask<turn_reply>(
                turn_atom_v, who(), ref(id),
                turn_command{protocol::begin_turn{say({"why"}).messages.at(0), {}, {}}, {}}))
          turns[id] = begun->turn.turn.turn_id;
        break;
      case 2:
        if (const auto open = turns.find(id); open != turns.end()) {
          (void)begin<turn_reply>(
              turn_atom_v, who(), ref(id),
              turn_command{end_turn{open->second, {domain::turn_state::complete, "so", {}, ""}},
                           {}});
          turns.erase(open);
        }
        break;
      case 3:
      case 4:
        // Its text says which it is.
        if (const auto open = turns.find(id); open != turns.end()) {
          const auto n = said[open->second]++;
          (void)ask<turn_reply>(turn_atom_v, who(), ref(id),
                                turn_command{add_chunks{open->second, n, {std::to_string(n)}}, {}});
        }
        break;
      case 5:
        (void)ask<done>(passivate_atom_v, who(), ref(id));
        break;
      case 6:
        if (below(4) != 0) break;
        (void)ask<domain::erasure>(erase_atom_v, who(), ref(id), erase_command{});
        erased.insert(id);
        turns.erase(id);
        std::erase(ids, id);
        break;
      case 7:
        (void)begin_append(say({std::string(20'000, 'x')}), id);
        break;
      default:
        (void)begin_append(say({"m"}), id);
        break;
    }
  }

  /// In their order, without one missing; all of them again at any time.
  static void take_chunk(std::int64_t& next, const std::string& shown) {
    const auto index = std::stoll(shown);
    CAF_CHECK_EQUAL(shown, std::to_string(index) + ' ' + std::to_string(index));
    CAF_CHECK(index == next || index == 0);
    next = index + 1;
  }

  void look() {
    for (auto& [f, h] : kept) {
      for (const auto& shown : std::exchange(f->seen, {})) {
        const auto id = shown.substr(0, shown.find(' '));
        const auto what = shown.substr(shown.find(' ') + 1);
        if (what.starts_with("message "))
          h.messages.push_back(id + ' ' + what.substr(8, what.find(' ', 8) - 8));
        if (what.starts_with("chunk ")) take_chunk(h.next_chunk[id], what.substr(6));
        if (what.starts_with("draft_")) h.next_chunk.erase(id);
      }
      if (!f->cursors.empty()) h.cursor = f->cursors.back();
    }
  }

  /// The order in which the store has them, without what was erased.
  texts order() {
    texts found;
    const auto read = store->open_reader().value();
    storage::timeline_request wanted{"acme", 0, 100'000, 1 << 30, 1'000'000, {}};
    const auto page = storage::read_timeline(*read.log, wanted).value();
    for (const auto& m : page.items)
      found.push_back(m.session_id + ' ' + std::to_string(m.row.seq));
    return found;
  }

  texts left(const texts& messages) const {
    texts found;
    for (const auto& each : messages)
      if (!erased.contains(each.substr(0, each.find(' ')))) found.push_back(each);
    return found;
  }
};

}  // namespace

CAF_TEST_FIXTURE_SCOPE(feed_tenant_random_tests, fixture)

CAF_TEST(every message once and in the order of commits) {
  const auto seed = first_seed(20260107);
  std::cerr << "seed " << seed << '\n';
  chance.seed(seed);
  for (int round = 0; round < scaled(6); ++round) {
    streams.part_bytes = 200 + below(4000);
    streams.session_bytes = 1000 + below(20'000);
    publications_max = 2 + static_cast<std::int64_t>(below(40));
    all.clear();
    kept.clear();
    turns.clear();
    end_world_and_restart();
    for (int n = 0; n < 200; ++n) {
      go_on();
      some_steps();
      if (kept.size() < 5 && below(8) == 0) come();
      if (!kept.empty() && below(25) == 0) {
        settle();
        look();
        auto at = kept.begin();
        std::advance(at, static_cast<std::ptrdiff_t>(below(kept.size())));
        come_again(*at->first);
      }
      for (auto& f : all) f.asleep = below(3) != 0;
      if (below(3) == 0) settle();
      look();
    }
    for (auto& f : all) f.asleep = false;
    settle();
    look();
    // A chunk may not be sent when the feed has much before it; with the next one comes all of it.
    for (const auto& [id, turn] : turns) {
      bool told = false;
      for (int twice = 0; twice < 2; ++twice) {
        const auto n = said[turn]++;
        told = ask<turn_reply>(turn_atom_v, who(), ref(id),
                               turn_command{add_chunks{turn, n, {std::to_string(n)}}, {}})
                   .has_value();
        settle();
      }
      look();
      if (!told) continue;
      for (auto& [f, h] : kept) CAF_CHECK_EQUAL(h.next_chunk[id], said[turn]);
    }
    const auto wanted = left(order());
    for (const auto& [f, h] : kept) {
      const auto told = left(h.messages);
      CAF_REQUIRE(told.size() <= wanted.size());
      CAF_REQUIRE(h.live_only || told.size() == wanted.size());
      CAF_CHECK(texts(wanted.end() - static_cast<std::ptrdiff_t>(told.size()), wanted.end()) ==
                told);
    }
  }
}

CAF_TEST_FIXTURE_SCOPE_END()
