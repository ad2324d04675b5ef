#define CAF_SUITE gateway_cursor
#define FAIL CAF_FAIL
#include "frontends/gateway/cursor.hpp"

#include <caf/test/unit_test.hpp>
#include <random>

#include "frontends/gateway/base64url.hpp"

using namespace parley::frontends::gateway;
namespace base = parley::base;

CAF_TEST(base64url_of_rfc_4648) {
  const std::pair<std::string, std::string> cases[] = {
      {"", ""},           {"f", "Zg"},          {"fo", "Zm8"},          {"foo", "Zm9v"},
      {"foob", "Zm9vYg"}, {"fooba", "Zm9vYmE"}, {"foobar", "Zm9vYmFy"}, {"\xfb\xff", "-_8"}};
  for (const auto& [plain, coded] : cases) {
    CAF_CHECK_EQUAL(to_base64url(plain), coded);
    CAF_CHECK(from_base64url(coded) == plain);
  }
  for (const auto* bad : {"Z", "Zg=", "Zh", "Zm9", "Zm+v", "Zm/v", "Zm9v "})
    CAF_CHECK(!from_base64url(bad));
}

CAF_TEST(cursors_are_read_as_they_were_written) {
  for (const bool forward : {false, true})
    for (const std::int64_t seq : {std::int64_t{0}, std::int64_t{7}, INT64_MAX}) {
      const history_cursor c{forward, seq};
      CAF_CHECK(read_history_cursor(write_cursor(c)).value() == c);
    }
  for (const auto order :
       {parley::storage::list_order::created_at, parley::storage::list_order::last_activity})
    for (const bool oldest_first : {false, true}) {
      const sessions_cursor c{order, oldest_first, {base::from_micros(-5), "a:b~c"}};
      const auto back = read_sessions_cursor(write_cursor(c)).value();
      CAF_CHECK(back.order == order);
      CAF_CHECK(back.oldest_first == oldest_first);
      CAF_CHECK(back.after == c.after);
    }
}

CAF_TEST(no_other_text_is_a_cursor) {
  for (const auto* plain : {"", "after:", "after:x", "after:-1", "after:07", "after:7 ", "before",
                            "beside:7", "after:7:8", "after:99999999999999999999"})
    CAF_CHECK(!read_history_cursor(to_base64url(plain)));
  for (const auto* plain : {"newest:", "newest:1", "newest:1:", "newest:x:a", "newest:1:a/b",
                            "newest:01:a", "eldest:1:a"})
    CAF_CHECK(!read_sessions_cursor(to_base64url(plain)));
  const auto seed = std::random_device{}();
  CAF_MESSAGE("seed " << seed);
  std::mt19937 random(seed);
  for (int i = 0; i < 20000; ++i) {
    std::string text(random() % 24, ' ');
    for (auto& c : text) c = static_cast<char>(random());
    const auto h = read_history_cursor(text);
    if (h) CAF_CHECK_EQUAL(write_cursor(*h), text);
    const auto s = read_sessions_cursor(text);
    if (s) CAF_CHECK_EQUAL(write_cursor(*s), text);
  }
}
