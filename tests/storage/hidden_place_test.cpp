#define CAF_SUITE hidden_place
#include "parley/storage/hidden_place.hpp"

#include <algorithm>
#include <set>

#include "caf/test/unit_test.hpp"
#include "parley/testing/seeded_entropy.hpp"

using parley::storage::hidden_places;

CAF_TEST(a_place_comes_back) {
  const hidden_places places{123456789};
  for (std::int64_t place = 0; place < 2000; ++place)
    CAF_REQUIRE_EQUAL(places.reveal(places.hide(place)), place);
  parley::testing::seeded_entropy random{7};
  for (int i = 0; i < 2000; ++i) {
    const auto place = static_cast<std::int64_t>(random.next() >> 2);
    const auto hidden = places.hide(place);
    CAF_REQUIRE(hidden >= 0);
    CAF_REQUIRE_EQUAL(places.reveal(hidden), place);
    CAF_REQUIRE_EQUAL(places.hide(places.reveal(place)), place);
  }
}

CAF_TEST(what_is_shown_says_nothing_of_the_place) {
  const hidden_places places{123456789};
  // Neighbours are anywhere, later ones no higher than earlier ones.
  std::set<std::int64_t> shown;
  int rising = 0;
  for (std::int64_t place = 0; place < 1000; ++place) {
    shown.insert(places.hide(place));
    rising += places.hide(place) < places.hide(place + 1) ? 1 : 0;
  }
  CAF_CHECK_EQUAL(shown.size(), 1000u);
  CAF_CHECK(rising > 400 && rising < 600);
  const auto low = std::count_if(shown.begin(), shown.end(),
                                 [](std::int64_t s) { return s < (std::int64_t{1} << 61); });
  CAF_CHECK(low > 400 && low < 600);
  // Nor does one store tell of another.
  CAF_CHECK(hidden_places{123456788}.reveal(places.hide(5)) != 5);
}
