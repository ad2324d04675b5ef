#define CAF_SUITE frontends_websocket_closing
#include "caf/test/unit_test.hpp"
#include "frontends/websocket/talk.hpp"

// Cases 7 of the Autobahn test suite: how a WebSocket ends.

using namespace parley::tests;
using std::string;

namespace {

struct fixture : socket_world {
  fixture() { start_echo(); }
};

constexpr bool open_end = false;
const string hello = "Hello, world!";

}  // namespace

CAF_TEST_FIXTURE_SCOPE(websocket_closing_tests, fixture)

CAF_TEST(what comes behind a good bye is not seen) {
  const string large(262144, 'x');
  CAF_CHECK_EQUAL(
      failures({
          {"7.1.1", frame(text, hello) + bye(1000), {"t:" + hello, "c:1000"}},
          {"7.1.2", bye(1000) + bye(1000), {"c:1000"}},
          {"7.1.3", bye(1000) + frame(ping), {"c:1000"}},
          {"7.1.4", bye(1000) + frame(text, hello), {"c:1000"}},
          {"7.1.5", frame(text, "frag1", open_end) + bye(1000) + frame(more, "frag2"), {"c:1000"}},
          {"7.1.6", frame(text, large) + bye(1000) + frame(ping), {"t:" + large, "c:1000"}},
      }),
      0);
}

CAF_TEST(good byes of every length) {
  CAF_CHECK_EQUAL(failures({
                      {"7.3.1", frame(good_bye), {"c:1000"}},
                      {"7.3.2", frame(good_bye, "a"), {"c:1002"}},
                      {"7.3.3", bye(1000), {"c:1000"}},
                      {"7.3.4", bye(1000, hello), {"c:1000"}},
                      {"7.3.5", bye(1000, string(123, '*')), {"c:1000"}},
                      {"7.3.6", bye(1000, string(124, '*')), {"c:1002"}},
                      // 1007 would be the suite's; its reason is read with the frame that has it.
                      {"7.5.1", bye(1000, "\xce\xba\xed\xa0\x80"), {"c:1002"}},
                  }),
                  0);
}

CAF_TEST(codes) {
  std::vector<socket_case> cases;
  int number = 0;
  for (const int code :
       {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999})
    cases.push_back({"7.7." + std::to_string(++number), bye(code), {"c:" + std::to_string(code)}});
  number = 0;
  for (const int code : {0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999})
    cases.push_back({"7.9." + std::to_string(++number), bye(code), {"c:1002"}});
  // The suite only notes what becomes of these; they are repeated like any other.
  cases.push_back({"7.13.1", bye(5000), {"c:5000"}});
  cases.push_back({"7.13.2", bye(65535), {"c:65535"}});
  CAF_CHECK_EQUAL(failures(cases), 0);
}

CAF_TEST_FIXTURE_SCOPE_END()
