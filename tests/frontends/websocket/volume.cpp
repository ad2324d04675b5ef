#define CAF_SUITE frontends_websocket_volume
#include "caf/test/unit_test.hpp"
#include "frontends/websocket/talk.hpp"

// Cases 9 and 10 of the Autobahn test suite: large messages, up to the limit of this server and
// beyond it, in fragments and in small parts, and many pings.

using namespace parley::tests;
using std::string;

namespace {

constexpr std::size_t limit = 1048576;
const string too_long = "c:1009";

struct fixture : socket_world {
  fixture() { start_echo(); }
};

string in_fragments(const string& payload, std::size_t size) {
  string all;
  for (std::size_t at = 0; at < payload.size(); at += size)
    all += frame(at == 0 ? text : more, payload.substr(at, size), at + size >= payload.size());
  return all;
}

}  // namespace

CAF_TEST_FIXTURE_SCOPE(websocket_volume_tests, fixture)

CAF_TEST(messages up to the limit and beyond) {
  std::vector<socket_case> cases;
  int number = 0;
  for (const std::size_t size : {65536u, 262144u, 1048576u, 1048577u, 4194304u}) {
    const string payload(size, '*');
    cases.push_back({"9.1." + std::to_string(++number),
                     frame(text, payload),
                     {size > limit ? too_long : "t:" + payload}});
  }
  cases.push_back(
      {"9.1, declared only", frame(text, string(limit + 1, '*')).substr(0, 14), {too_long}});
  CAF_CHECK_EQUAL(failures(cases), 0);
}

CAF_TEST(fragments count together) {
  const string payload(limit, '*');
  std::vector<socket_case> cases;
  int number = 0;
  for (const std::size_t size : {64u, 256u, 1024u, 4096u, 16384u, 65536u, 262144u, 1048576u})
    cases.push_back(
        {"9.3." + std::to_string(++number), in_fragments(payload, size), {"t:" + payload}});
  cases.push_back({"9.3, one more", in_fragments(payload + "*", 65536), {too_long}});
  CAF_CHECK_EQUAL(failures(cases), 0);
}

CAF_TEST(small parts of a large message) {
  const string payload(limit, '*');
  std::vector<socket_case> cases;
  int number = 0;
  for (const std::size_t size : {64u, 128u, 256u, 512u, 1024u, 2048u})
    cases.push_back(
        {"9.5." + std::to_string(++number), frame(text, payload), {"t:" + payload}, size});
  CAF_CHECK_EQUAL(failures(cases), 0);
}

CAF_TEST(many messages of a size) {
  for (const std::size_t size : {0u, 16u, 64u, 256u, 1024u, 4096u}) {
    auto c = open();
    const string payload(size, '*');
    int good = 0;
    for (int i = 0; i < 200; ++i) {
      c.send(frame(text, payload));
      good += next_frame(c) == "t:" + payload;
      c.send(frame(ping, payload.substr(0, 125)));
      good += next_frame(c) == "p:" + payload.substr(0, 125);
    }
    CAF_CHECK_EQUAL(good, 400);
  }
}

CAF_TEST(a message in many frames comes back in one) {
  const string payload(65536, '*');
  CAF_CHECK_EQUAL(failures({{"10.1.1", in_fragments(payload, 1300), {"t:" + payload}}}), 0);
}

CAF_TEST_FIXTURE_SCOPE_END()
