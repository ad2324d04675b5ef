#define CAF_SUITE tiered_recovery
#include "caf/test/unit_test.hpp"

#include "parley/domain/records.hpp"
#include "storage/tier_scene.hpp"

using namespace parley;
using storage::session_ref;
using tests::tier_scene;

namespace {

const session_ref moved{"t", "moved"};

/// All that can be read of the session that moves and of the lists that it is in.
std::string seen(tier_scene& scene) {
  auto& side = scene.side();
  auto& log = *side.read().log;
  const auto found = log.load(moved);
  if (!found || !*found) return "the session is not there";
  const auto& s = **found;
  auto text = domain::canonical(domain::write_session({s.record, s.head}));
  const auto rows = log.rows_to_move(s.log, 0, 1000, 1 << 30);
  for (const auto& m : *rows)
    text += "\n" + std::to_string(m.row.seq) + " " + m.row.message_id + " " +
            m.row.content.value_or("-") + " " + m.agent;
  const auto turns = log.turns(s.key, 0, 100);
  for (const auto& t : *turns) text += "\n" + domain::write_turn(t);
  const auto summaries = log.summaries(s.log, 0, 100);
  for (const auto& each : *summaries) text += "\n" + each.summary_id;
  const auto tallies = log.tallies(s.log, -1, 100);
  for (const auto& t : *tallies)
    text += "\n" + std::to_string(t.seq) + ":" + std::to_string(t.turn_count);
  text += "\nerasures " + std::to_string(log.summary_state_of(s.log)->erasures);
  storage::session_query query;
  query.tenant = "t";
  for (const auto order : {storage::list_order::created_at, storage::list_order::last_activity})
    for (const std::int64_t items_max : {1, 50}) {
      query.order = order;
      query.items_max = items_max;
      text += "\nlist";
      for (const auto& item : side.list(query)) text += " " + item.record.session_id;
    }
  storage::search_query question;
  question.tenant = "t";
  question.text = "word";
  question.items_max = 4;
  return text + "\nfound " + side.hits(question);
}

std::string counted(tier_scene& scene) {
  auto& catalog = *scene.side().read().catalog;
  const auto counts = *catalog.counts("t");
  const auto s = *catalog.statistics({"t", {}, {}, {}});
  auto text = std::to_string(counts.sessions) + " " + std::to_string(counts.messages) + " " +
              std::to_string(s.active) + " " + std::to_string(s.length) + " " +
              std::to_string(s.duration_us);
  for (const auto& d : s.days) text += " " + std::to_string(d.messages + 1000 * d.characters);
  return text;
}

/// Nothing is under way in either store.
bool is_at_rest(tier_scene& scene) {
  auto& tiers = scene.side().tiers();
  for (auto* log : {tiers.hot.log.get(), tiers.archive.log.get()}) {
    const auto moving = log->moving(0, 1000);
    for (const auto& m : *moving)
      if (m.state != storage::moving_state::departed) return false;
  }
  return true;
}

void fill(tier_scene& scene, bool archived) {
  scene.side().moves().keep_status = true;
  scene.create("old", 2);
  scene.clock.advance(std::chrono::hours{30});
  scene.create_rich(moved.id);
  scene.clock.advance(std::chrono::hours{1});
  scene.create("new", 3);
  scene.archive("old");
  if (archived) scene.archive(moved.id);
}

/// Cuts a move after every single step.
void cut_everywhere(tier_scene::kind kind, bool back) {
  bool whole = false;
  int cuts = 0;
  for (; !whole && cuts < 50; ++cuts) {
    tier_scene scene{kind};
    fill(scene, back);
    const auto before = seen(scene);
    const auto sums = counted(scene);
    auto& moves = scene.side().moves();
    moves.cut_after(cuts);
    (void)(back ? moves.recall(moved) : moves.archive(moved));
    whole = !moves.was_cut();
    CAF_CHECK_EQUAL(seen(scene), before);
    scene.restart();
    CAF_CHECK_EQUAL(seen(scene), before);
    CAF_CHECK_EQUAL(counted(scene), sums);
    CAF_CHECK(is_at_rest(scene));
    scene.side().moves().keep_status = true;
    scene.recall(moved.id);
    CAF_CHECK(!scene.side().is_archived(moved));
    scene.side().purge();
    scene.archive(moved.id);
    CAF_CHECK(scene.side().is_archived(moved));
    scene.side().purge();
    CAF_CHECK_EQUAL(seen(scene), before);
    CAF_CHECK_EQUAL(counted(scene), sums);
    CAF_CHECK_EQUAL(scene.trouble(), "");
  }
  CAF_MESSAGE(cuts - 1 << " steps");
  CAF_CHECK(whole);
  CAF_CHECK(cuts > 7);
}

}  // namespace

CAF_TEST(a_move_that_is_cut_loses_nothing_in_memory) {
  cut_everywhere(tier_scene::kind::memory, false);
}
CAF_TEST(a_recall_that_is_cut_loses_nothing_in_memory) {
  cut_everywhere(tier_scene::kind::memory, true);
}
CAF_TEST(a_move_that_is_cut_loses_nothing_in_sqlite) {
  cut_everywhere(tier_scene::kind::sqlite, false);
}
CAF_TEST(a_recall_that_is_cut_loses_nothing_in_sqlite) {
  cut_everywhere(tier_scene::kind::sqlite, true);
}

CAF_TEST(a_session_that_was_written_to_after_a_cut_move_keeps_what_was_written) {
  tier_scene scene{tier_scene::kind::memory};
  fill(scene, false);
  int steps = 0;
  for (; steps < 50; ++steps) {
    auto& moves = scene.side().moves();
    moves.keep_status = true;
    moves.rows_kept_ms = 60'000;
    moves.cut_after(steps);
    (void)moves.archive(moved);
    const auto copy = scene.side().tiers().archive.log->load(moved);
    if (copy && *copy) break;  // it has arrived, and not departed
    scene.restart();
  }
  CAF_REQUIRE(steps < 50);
  CAF_CHECK(!scene.side().is_archived(moved));
  scene.append(moved.id, "one word more");
  const auto before = seen(scene);
  CAF_CHECK(before.find("one word more") != std::string::npos);
  scene.restart();
  CAF_CHECK_EQUAL(seen(scene), before);
  CAF_CHECK(!scene.side().is_archived(moved));
  CAF_CHECK_EQUAL(scene.trouble(), "");
}

CAF_TEST(a_record_says_that_it_is_archived) {
  tier_scene scene{tier_scene::kind::memory};
  scene.side().moves().keep_status = false;
  scene.create("a", 1);
  const auto hot = (*scene.side().read().log->load({"t", "a"}))->record;
  scene.archive("a");
  const auto record = (*scene.side().read().log->load({"t", "a"}))->record;
  CAF_CHECK(record.status == domain::session_status::archived);
  CAF_CHECK_EQUAL(record.revision, hot.revision + 1);
  CAF_CHECK(storage::archived(record) == record);
  auto same = record;
  same.status = hot.status;
  same.revision = hot.revision;
  CAF_CHECK(same == hot);
  scene.recall("a");
  CAF_CHECK((*scene.side().read().log->load({"t", "a"}))->record == record);
  CAF_CHECK_EQUAL(scene.trouble(), "");
}
