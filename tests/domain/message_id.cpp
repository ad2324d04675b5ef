#define CAF_SUITE message_id

#include "parley/domain/message_id.hpp"

#include "caf/test/unit_test.hpp"
#include "parley/base/ids.hpp"
#include "parley/domain/decode.hpp"

using namespace parley;
using namespace parley::domain;

CAF_TEST(a generated id tells its seq) {
  for (const std::int64_t seq : {std::int64_t{1}, std::int64_t{10}, std::int64_t{123456789},
                                 std::numeric_limits<std::int64_t>::max()}) {
    const auto id = make_message_id(seq, base::make_suffix(base::system_entropy()));
    CAF_CHECK(seq_of_message_id(id) == seq);
    CAF_CHECK(check_message_id(id).has_value());
  }
}

CAF_TEST(other ids do not ) {
  for (const auto* id :
       {"", "m", "m1", "m1-", "m1-0123456789a", "m1-012345678", "m0-0123456789", "m01-0123456789",
        "m-1-0123456789", "m+1-0123456789", "m1-012345678i", "m1-012345678L", "1-0123456789",
        "M1-0123456789", "m1_0123456789", "m-0123456789", "m1x-0123456789",
        "m9223372036854775808-0123456789", "conversation:1"})
    CAF_CHECK(!seq_of_message_id(id));
}

CAF_TEST(ids of clients) {
  for (const auto& id : {std::string{"a"}, std::string{"1a"}, std::string{"a:1"},
                         std::string{"~!@#$%^&*()"}, std::string(256, 'x')})
    CAF_CHECK(check_message_id(id).has_value());
  for (const auto& id : {std::string{}, std::string{"1"}, std::string{"0123456789"},
                         std::string{"a/b"}, std::string{"a b"}, std::string{"é"},
                         std::string{"a\n"}, std::string{"\x7f"}, std::string(257, 'x')})
    CAF_CHECK(!check_message_id(id));
  const auto refused = check_message_id("", "messages[2].message_id");
  CAF_CHECK_EQUAL(refused.error().field, "messages[2].message_id");
}
