#define CAF_SUITE tiered_search
#include <algorithm>
#include <set>

#include "caf/test/unit_test.hpp"

#include "storage/scale.hpp"
#include "storage/tier_scene.hpp"

using namespace parley;
using storage::search_query;
using tests::tier_scene;

namespace {

using places = std::multiset<std::pair<std::string, std::int64_t>>;

struct found_hits {
  places all;
  bool hot_first = true;
  bool cursors_fit = true;  ///< pages are no longer than asked for, cursors never negative
};

found_hits find_all(tier_scene& scene, search_query query) {
  (void)scene.side().hits(query);  // the index has all of it then
  found_hits found;
  bool archive = false;
  for (int pages = 0; pages < 500; ++pages) {
    const auto page = scene.side().read().search->find(query);
    if (!page) break;
    if (static_cast<std::int64_t>(page->items.size()) > query.items_max) found.cursors_fit = false;
    for (const auto& hit : page->items) {
      found.all.insert({hit.session_id, hit.seq});
      const bool archived = scene.side().is_archived({"t", hit.session_id});
      if (archive && !archived) found.hot_first = false;
      archive = archived;
    }
    if (!page->next) return found;
    if (*page->next < 0) found.cursors_fit = false;
    query.before = page->next;
  }
  found.cursors_fit = false;
  return found;
}

places messages_of(const std::vector<std::string>& ids, std::int64_t each) {
  places all;
  for (const auto& id : ids)
    for (std::int64_t seq = 1; seq <= each; ++seq) all.insert({id, seq});
  return all;
}

search_query question(const std::string& text, std::int64_t items_max) {
  search_query query;
  query.tenant = "t";
  query.text = text;
  query.items_max = items_max;
  return query;
}

void search_both(tier_scene::kind kind) {
  tier_scene scene{kind};
  for (const char* id : {"a", "b", "c", "d"}) scene.create(id, 3, id[0] < 'c' ? "ann" : "bob");
  scene.archive("b");
  scene.archive("d");
  const auto all = messages_of({"a", "b", "c", "d"}, 3);
  for (std::int64_t items_max = 1; items_max <= 13; ++items_max)
    for (const std::int64_t rows_max : {1, 2, 1000}) {
      auto query = question("word", items_max);
      query.rows_examined_max = rows_max;
      const auto found = find_all(scene, query);
      CAF_CHECK(found.all == all);
      CAF_CHECK(found.hot_first);
      CAF_CHECK(found.cursors_fit);
    }
  auto query = question("word", 2);
  query.user = "ann";
  CAF_CHECK(find_all(scene, query).all == messages_of({"a", "b"}, 3));
  query.session = "b";
  CAF_CHECK(find_all(scene, query).all == messages_of({"b"}, 3));
  query.user = "bob";
  CAF_CHECK(find_all(scene, query).all.empty());
  CAF_CHECK(find_all(scene, question("\"number 2\"", 1)).all.size() == 4);
  const auto refused = scene.side().read().search->find(question("...", 5));
  CAF_CHECK(!refused && refused.error().field == "q");
  CAF_CHECK_EQUAL(scene.trouble(), "");
}

/// A session is in both stores from its arrival in the one to its departure from the other.
void search_in_both(tier_scene::kind kind, bool back) {
  bool was_in_both = false;
  for (int cut = 0; cut < 20; ++cut) {
    tier_scene scene{kind};
    scene.create("other", 2);
    scene.create("moved", 3);
    if (back) scene.archive("moved");
    auto& moves = scene.side().moves();
    moves.cut_after(cut);
    (void)(back ? moves.recall({"t", "moved"}) : moves.archive({"t", "moved"}));
    auto& tiers = scene.side().tiers();
    if (*tiers.hot.log->load({"t", "moved"}) && *tiers.archive.log->load({"t", "moved"}))
      was_in_both = true;
    auto expected = messages_of({"moved"}, 3);
    expected.merge(messages_of({"other"}, 2));
    CAF_CHECK(find_all(scene, question("word", 2)).all == expected);
  }
  CAF_CHECK(was_in_both);
}

/// What is found slice by slice from a place on, while sessions move between the slices.
places sent_from(tier_scene& scene, std::int64_t after, bool back,
                 std::vector<std::string> candidates) {
  places found;
  for (int slices = 0; slices < 1000; ++slices) {
    const auto page = scene.side().read().log->sent_by("t", "ann", after, 3);
    if (!page) break;
    for (const auto& of : page->items)
      for (const auto seq : of.seqs) found.insert({of.session.id, seq});
    if (!page->next) return found;
    after = *page->next;
    if (candidates.empty() || scene.entropy.chance(75)) continue;
    const auto id = candidates[scene.entropy.below(candidates.size())];
    back ? scene.recall(id) : scene.archive(id);
    std::erase(candidates, id);
  }
  return {};
}

/// Each place once.
std::set<places::value_type> once(const places& all) { return {all.begin(), all.end()}; }

}  // namespace

CAF_TEST(hits_of_both_come_page_by_page_in_memory) { search_both(tier_scene::kind::memory); }
CAF_TEST(hits_of_both_come_page_by_page_in_sqlite) { search_both(tier_scene::kind::sqlite); }

CAF_TEST(a_session_in_both_is_found_once) {
  for (const bool back : {false, true}) {
    search_in_both(tier_scene::kind::memory, back);
    search_in_both(tier_scene::kind::sqlite, back);
  }
}

CAF_TEST(what_a_person_sent_is_found_while_sessions_come_back) {
  auto seed = tests::first_seed(1);
  for (int n = tests::scaled(60); n > 0; --n, ++seed) {
    tier_scene scene{tier_scene::kind::memory};
    for (auto skip = seed; skip > 0; --skip) scene.entropy.next();
    std::vector<std::string> archived;
    places all;
    for (int session = 0; session < 8; ++session) {
      const auto id = "s" + std::to_string(session);
      scene.create(id, 4, scene.entropy.chance(70) ? "ann" : "bob");
      if (scene.entropy.chance(70)) {
        scene.archive(id);
        archived.push_back(id);
      }
    }
    all = sent_from(scene, 0, true, {});
    const auto moving = sent_from(scene, 0, true, archived);
    if (once(moving) == once(all) && all.size() == once(all).size() && scene.trouble().empty())
      continue;
    CAF_FAIL("PARLEY_TEST_SEED=" << seed << ": something that was sent is missed "
                                 << scene.trouble());
  }
  CAF_CHECK(seed > 1);
}

CAF_TEST(what_was_sent_since_a_receipt_is_found_while_sessions_leave) {
  auto seed = tests::first_seed(1);
  for (int n = tests::scaled(60); n > 0; --n, ++seed) {
    tier_scene scene{tier_scene::kind::memory};
    for (auto skip = seed; skip > 0; --skip) scene.entropy.next();
    scene.create("before", 4, "ann");
    scene.person("ann");
    const auto receipt = scene.side().read().log->find_person("t", "ann");
    CAF_REQUIRE(receipt && *receipt);
    places all;
    std::vector<std::string> hot;
    for (int session = 0; session < 6; ++session) {
      const auto id = "s" + std::to_string(session);
      scene.create(id, 4, "ann");
      all.merge(messages_of({id}, 4));
      if (scene.entropy.chance(40))
        scene.archive(id);
      else
        hot.push_back(id);
    }
    const auto moving = sent_from(scene, (*receipt)->upto, false, hot);
    if (once(moving) == once(all) && scene.trouble().empty()) continue;
    CAF_FAIL("PARLEY_TEST_SEED=" << seed << ": something that was sent since is missed "
                                 << scene.trouble());
  }
  CAF_CHECK(seed > 1);
}

CAF_TEST(the_index_of_both_follows_and_forgets) {
  tier_scene scene{tier_scene::kind::sqlite};
  scene.create("a", 3);
  scene.create("b", 3);
  scene.archive("b");
  CAF_CHECK(find_all(scene, question("word", 9)).all == messages_of({"a", "b"}, 3));
  scene.side().purge();  // what departed is forgotten by the index of the hot store
  CAF_CHECK(find_all(scene, question("word", 9)).all == messages_of({"a", "b"}, 3));
  scene.recall("b");
  scene.side().purge();
  CAF_CHECK(find_all(scene, question("word", 9)).all == messages_of({"a", "b"}, 3));
  CAF_CHECK_EQUAL(scene.trouble(), "");
}
