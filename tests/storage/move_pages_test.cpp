#define CAF_SUITE move_pages
#include <functional>
#include <set>

#include "caf/test/unit_test.hpp"

#include "parley/testing/samples.hpp"
#include "storage/row_hash.hpp"
#include "storage/tier_scene.hpp"

using namespace parley;
using namespace parley::storage;
using tests::tier_scene;

namespace {

template <class Row>
std::string hash_of(const Row& row) {
  base::sha256 digest;
  hash_row(digest, row);
  return digest.hex();
}

/// Every change of a row gives another digest.
template <class Row>
void all_differ(const Row& row, const std::vector<std::function<void(Row&)>>& changes) {
  std::set<std::string> digests{hash_of(row)};
  CAF_CHECK_EQUAL(hash_of(Row{row}), *digests.begin());
  for (const auto& change : changes) {
    auto other = row;
    change(other);
    CAF_CHECK(digests.insert(hash_of(other)).second);
  }
}

template <class T>
std::function<void(moved_message&)> set(T domain::message::*field, T value) {
  return [field, value](moved_message& m) { m.row.*field = value; };
}

base::result<history_sum> sum_with(tier_scene& scene, std::int64_t items, std::int64_t bytes) {
  auto& log = *scene.side().read().log;
  const auto s = (*log.load({"t", "a"})).value();
  return sum_history(log, {s.key, s.log, s.head.last_seq, {items, bytes}});
}

}  // namespace

CAF_TEST(every_field_of_a_message_counts) {
  tier_scene scene{tier_scene::kind::memory};
  const moved_message m{testing::full_message("id", scene.clock, scene.entropy), "agent"};
  using row = domain::message;
  const std::optional<std::string> none;
  all_differ<moved_message>(
      m, {[](moved_message& x) { x.agent = "other"; }, set(&row::seq, std::int64_t{99}),
          set<std::string>(&row::message_id, "x"), set<std::string>(&row::id_suffix, "x"),
          set(&row::sender_id, none), set(&row::sender_id, std::optional<std::string>{""}),
          set<std::string>(&row::role, "x"), set(&row::content, none),
          set(&row::content, std::optional<std::string>{""}),
          set(&row::tool_calls, domain::json_text{"[1]"}), set(&row::tool_call_id, none),
          set(&row::name, none), set(&row::timestamp, base::timestamp{}),
          set(&row::status, domain::message_status::erased),
          set(&row::metadata, domain::json_text{"{}"}), set(&row::item, domain::json_text{"{}"}),
          set(&row::received_at, base::timestamp{}), set(&row::body_digest, base::digest{}),
          set(&row::extra, domain::json_text{"{}"})});
}

CAF_TEST(every_field_of_turns_summaries_and_tallies_counts) {
  using domain::turn;
  all_differ<turn>({},
                   {[](turn& t) { t.turn_id = "x"; }, [](turn& t) { t.ordinal = 5; },
                    [](turn& t) { t.state = domain::turn_state::failed; },
                    [](turn& t) { t.question.content = "x"; }, [](turn& t) { t.answer_id = "x"; },
                    [](turn& t) { t.draft.text = "x"; }, [](turn& t) { t.draft.ends = {1}; },
                    [](turn& t) { t.lease_until += std::chrono::seconds{1}; },
                    [](turn& t) { t.touched_at += std::chrono::seconds{1}; },
                    [](turn& t) { t.reason = "x"; }, [](turn& t) { t.parked_by = "x"; }});
  using domain::summary;
  all_differ<summary>(
      {}, {[](summary& s) { s.summary_id = "x"; }, [](summary& s) { s.round = 1; },
           [](summary& s) { s.from_seq = 2; }, [](summary& s) { s.to_seq = 2; },
           [](summary& s) { s.is_meta = true; }, [](summary& s) { s.stale = true; },
           [](summary& s) { s.text = "x"; }, [](summary& s) { s.model = "x"; },
           [](summary& s) { s.created_at += std::chrono::seconds{1}; },
           [](summary& s) { s.previous_summary_id = "x"; }, [](summary& s) { s.reason = "x"; },
           [](summary& s) { s.messages = 1; }, [](summary& s) { s.external_keys = {"x"}; },
           [](summary& s) {
             s.external_keys = {"x", ""};
           }});
  all_differ<turn_tally>({},
                         {[](turn_tally& t) { t.seq = 1; }, [](turn_tally& t) { t.turn_count = 1; },
                          [](turn_tally& t) { t.round = 1; }});
}

CAF_TEST(a_sum_is_the_same_whatever_the_pages) {
  for (const auto kind : {tier_scene::kind::memory, tier_scene::kind::sqlite}) {
    tier_scene scene{kind};
    scene.create_rich("a");
    const auto sum = sum_with(scene, 1000, 1 << 30);
    CAF_REQUIRE(sum);
    CAF_CHECK_EQUAL(sum->last_seq, 8);
    CAF_CHECK_EQUAL(sum->messages, 8);
    CAF_CHECK_EQUAL(sum->turns, 4);
    CAF_CHECK_EQUAL(sum->summaries, 1);
    CAF_CHECK_EQUAL(sum->tallies, 1);
    for (std::int64_t items = 1; items < 12; ++items)
      for (const std::int64_t bytes : {1, 900, 100'000})
        CAF_CHECK(sum_with(scene, items, bytes) == sum);
    scene.archive("a");  // the archive gives the same
    CAF_CHECK(scene.side().is_archived({"t", "a"}));
    CAF_CHECK(sum_with(scene, 3, 1 << 30) == sum);
    CAF_CHECK_EQUAL(scene.trouble(), "");
  }
}

CAF_TEST(a_walk_reads_up_to_its_seq) {
  tier_scene scene{tier_scene::kind::memory};
  scene.create("a", 5);
  auto& log = *scene.side().read().log;
  const auto s = (*log.load({"t", "a"})).value();
  const auto three = sum_history(log, {s.key, s.log, 3, {2, 1 << 30}});
  CAF_REQUIRE(three);
  CAF_CHECK_EQUAL(three->messages, 3);
  const auto six = sum_history(log, {s.key, s.log, 6, {2, 1 << 30}});
  CAF_REQUIRE(!six);
  CAF_CHECK(six.error().code == base::errc::conflict);
}

CAF_TEST(a_session_without_rows_has_one_page) {
  tier_scene scene{tier_scene::kind::memory};
  scene.create("a", 0);
  auto& log = *scene.side().read().log;
  const auto s = (*log.load({"t", "a"})).value();
  history_walk walk{s.key, s.log, 0, {}};
  const auto page = walk.next(log);
  CAF_REQUIRE(page && *page);
  CAF_CHECK((*page)->messages.empty());
  CAF_CHECK(walk.done());
  const auto end = walk.next(log);
  CAF_CHECK(end && !*end);
  scene.archive("a");
  CAF_CHECK(scene.side().is_archived({"t", "a"}));
  CAF_CHECK_EQUAL(scene.trouble(), "");
}
