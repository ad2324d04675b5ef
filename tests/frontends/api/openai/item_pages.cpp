#include <random>

#include "conversations_world.hpp"
#include "storage/scale.hpp"

#define CAF_SUITE openai_item_pages

using namespace parley::tests;

namespace {

/// A history of all shapes, and what it is in items.
struct random_history : conversations_world {
  std::mt19937_64 random;
  std::string id;
  std::vector<texts> messages;  ///< of each message the items, by what they tell

  void fill(unsigned long long seed) {
    random.seed(seed);
    id = create();
    messages.clear();
    const int count = static_cast<int>(random() % 30);
    for (int i = 0; i < count; ++i) {
      const auto name = "n" + std::to_string(i);
      switch (random() % 3) {
        case 0:
          add(id, said(name));
          messages.push_back({name});
          break;
        case 1: {
          json calls = json::array();
          texts told{name};
          for (auto left = random() % 4; left > 0; --left) {
            told.push_back(name + "c" + std::to_string(left));
            calls.push_back({{"id", told.back()},
                             {"type", "function"},
                             {"function", {{"name", "f"}, {"arguments", "{}"}}}});
          }
          say_natively(id, {{"role", "assistant"}, {"content", name}, {"tool_calls", calls}});
          messages.push_back(told);
          break;
        }
        default:
          say_natively(id, {{"role", "user"}, {"content", name}, {"message_id", "id-" + name}});
          messages.push_back({name});
      }
    }
    // Runs of erased ones, longer than a page.
    const int first = count == 0 ? 0 : static_cast<int>(random() % count);
    const int length = static_cast<int>(random() % 15);
    for (int i = first; i < std::min(count, first + length); ++i) {
      call("DELETE", native + "/" + id + "/messages/" + std::to_string(i + 1));
      messages[static_cast<std::size_t>(i)].clear();
    }
  }

  texts expected() const {
    texts all_of_it;
    for (const auto& one : messages) all_of_it.insert(all_of_it.end(), one.begin(), one.end());
    return all_of_it;
  }
};

}  // namespace

CAF_TEST_FIXTURE_SCOPE(openai_item_pages, random_history)

CAF_TEST(every_walk_shows_every_item_once_in_order) {
  const auto first = first_seed(20261122);
  for (int round = 0; round < scaled(40); ++round) {
    const auto seed = first + static_cast<unsigned long long>(round);
    CAF_MESSAGE("PARLEY_TEST_SEED=" + std::to_string(seed));
    fill(seed);
    const auto forward = expected();
    const texts backward(forward.rbegin(), forward.rend());
    for (const int limit : {1, 2, 3, 7, 100}) {
      CAF_CHECK(told(walk(items_of(id), "asc", limit)) == forward);
      CAF_CHECK(told(walk(items_of(id), "desc", limit)) == backward);
    }
  }
}

CAF_TEST(a_page_that_is_cut_by_its_size_goes_on) {
  auto few = limits;
  few.page_bytes = 3000;
  restart(few);
  id = create();
  const std::string long_text(1000, 'x');
  texts expected;
  for (int i = 0; i < 12; ++i) {
    expected.push_back(long_text + std::to_string(i));
    add(id, said(expected.back()));
  }
  const auto page = call("GET", items_of(id) + "?order=asc&limit=100");
  CAF_CHECK(page["data"].size() < 12);
  CAF_CHECK_EQUAL(page["has_more"], true);
  CAF_CHECK(told(walk(items_of(id), "asc", 100)) == expected);
}

CAF_TEST_FIXTURE_SCOPE_END()
