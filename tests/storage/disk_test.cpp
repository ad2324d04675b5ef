#define CAF_SUITE disk
#include "caf/test/unit_test.hpp"
#include "parley/testing/seeded_entropy.hpp"
#include "testing/disk/file_image.hpp"

// The disk that the power-loss runs trust.

using namespace parley;
using testing::disk::file_image;

namespace {

const std::string old_text(4096, 'x');

}  // namespace

CAF_TEST(what was synced survives and what was not may) {
  bool survived = false, lost = false;
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    testing::seeded_entropy random{seed};
    file_image file;
    file.write(0, old_text);
    file.sync();
    file.write(4096, "new");
    file.lose_power(random);
    CAF_CHECK(file.read(0, 4096) == old_text);
    (file.size() == 4099 && file.read(4096, 3) == "new" ? survived : lost) = true;
  }
  CAF_CHECK(survived);
  CAF_CHECK(lost);
}

CAF_TEST(a cut that the power loss undid stays undone) {
  int undone = 0;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    testing::seeded_entropy random{seed};
    file_image file;
    file.write(0, old_text);
    file.sync();
    file.truncate(0);
    file.lose_power(random);
    if (file.size() != 4096) continue;
    ++undone;
    file.write(0, old_text.substr(0, 1024));
    file.lose_power(random);
    CAF_CHECK(file.read(0, 4096) == old_text);
  }
  CAF_CHECK(undone > 20);
}
