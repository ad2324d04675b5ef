#define CAF_SUITE tiered_indexer
#include "caf/test/unit_test.hpp"

#include <algorithm>
#include <utility>

#include "storage/tiered/facets.hpp"

using namespace parley;
using namespace parley::storage;

namespace {

/// An index that has so many messages to take in, and a store that may be away.
struct scripted_index {
  std::int64_t behind = 0;
  std::int64_t minute = 0;  ///< up to which everything is found
  bool away = false;
  int asked = 0;
};

base::timestamp at(std::int64_t minute) { return base::timestamp{std::chrono::minutes{minute}}; }

class scripted_indexer : public indexer {
 public:
  explicit scripted_indexer(scripted_index& of) : of_(of) {}

  base::result<index_state> advance(std::int64_t rows_max) override {
    ++of_.asked;
    if (of_.away) return base::fail(base::errc::unavailable, "", "away");
    of_.behind -= std::min(of_.behind, rows_max);
    return index_state{of_.behind, at(of_.minute)};
  }
  base::result<void> forget(std::int64_t) override { return {}; }

 private:
  scripted_index& of_;
};

struct two_indexes {
  scripted_index hot;
  scripted_index archive;
  std::unique_ptr<indexer> both = tiered::make_indexer(std::make_unique<scripted_indexer>(hot),
                                                       std::make_unique<scripted_indexer>(archive));
};

}  // namespace

CAF_TEST_FIXTURE_SCOPE(tiered_indexer_tests, two_indexes)

CAF_TEST(both go on and say together how far they are) {
  hot = {10, 7};
  archive = {5, 3};
  const auto first = both->advance(4);
  CAF_REQUIRE(first.has_value());
  CAF_CHECK((*first == index_state{7, at(3)}));
  const auto second = both->advance(4);
  CAF_REQUIRE(second.has_value());
  CAF_CHECK((*second == index_state{2, at(3)}));
}

CAF_TEST(an archive that is away does not keep what is hot from being found) {
  hot = {100, 7};
  archive = {5, 3};
  CAF_CHECK(both->advance(4).has_value());
  archive.away = true;
  int steps = 0;
  while (hot.behind > 0 && ++steps < 100) {
    const auto reached = both->advance(4);
    if (hot.behind == 0) break;
    CAF_REQUIRE(reached.has_value());
    CAF_CHECK((*reached == index_state{hot.behind + 1, at(3)}));
  }
  // It costs time to ask one that is away.
  CAF_CHECK(archive.asked <= 3);
  const auto failed = both->advance(4);
  CAF_REQUIRE(!failed.has_value());
  CAF_CHECK(failed.error().code == base::errc::unavailable);
  archive.away = false;
  const auto back = both->advance(4);
  CAF_REQUIRE(back.has_value());
  CAF_CHECK((*back == index_state{0, at(3)}));
}

CAF_TEST(the hot one that fails is told of at once) {
  hot.away = true;
  archive = {5, 3};
  CAF_CHECK(!both->advance(4).has_value());
  CAF_CHECK_EQUAL(archive.asked, 0);
}

CAF_TEST_FIXTURE_SCOPE_END()
