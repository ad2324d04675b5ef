#define CAF_SUITE frontends_websocket_framing
#include "caf/test/unit_test.hpp"
#include "frontends/websocket/talk.hpp"

// Cases 1 to 5 of the Autobahn test suite: frames, pings and pongs, reserved bits and opcodes,
// fragments. Messages here are text: where the suite wants a binary one back, 1003 comes.

using namespace parley::tests;
using std::string;

namespace {

struct fixture : socket_world {
  fixture() { start_echo(); }
};

constexpr bool open_end = false;
const string hello = "Hello, world!";
const string broken = "c:1002";
const string no_text = "c:1003";

string repeated(const string& what, int times) {
  string all;
  for (int i = 0; i < times; ++i) all += what;
  return all;
}

}  // namespace

CAF_TEST_FIXTURE_SCOPE(websocket_framing_tests, fixture)

CAF_TEST(messages of every length) {
  std::vector<socket_case> cases;
  int number = 0;
  for (const std::size_t size : {0u, 125u, 126u, 127u, 128u, 65535u, 65536u}) {
    const auto n = std::to_string(++number);
    const string payload(size, '*');
    cases.push_back({"1.1." + n, frame(text, payload), {"t:" + payload}});
    cases.push_back({"1.2." + n, frame(binary, string(size, '\xfe')), {no_text}});
  }
  cases.push_back({"1.1.8", frame(text, string(65536, '*')), {"t:" + string(65536, '*')}, 997});
  cases.push_back({"1.2.8", frame(binary, string(65536, '\xfe')), {no_text}, 997});
  CAF_CHECK_EQUAL(failures(cases), 0);
}

CAF_TEST(pings and pongs) {
  const string odd{"\x00\xff\xfe\xfd\xfc\xfb\x00\xff", 8};
  std::vector<string> ten;
  string pings;
  for (int i = 0; i < 10; ++i) {
    ten.push_back("p:payload-" + std::to_string(i));
    pings += frame(ping, "payload-" + std::to_string(i));
  }
  CAF_CHECK_EQUAL(failures({
                      {"2.1", frame(ping), {"p:"}},
                      {"2.2", frame(ping, hello), {"p:" + hello}},
                      {"2.3", frame(ping, odd), {"p:" + odd}},
                      {"2.4", frame(ping, string(125, '\xfe')), {"p:" + string(125, '\xfe')}},
                      {"2.5", frame(ping, string(126, '\xfe')), {broken}},
                      {"2.6", frame(ping, string(125, '\xfe')), {"p:" + string(125, '\xfe')}, 1},
                      {"2.7", frame(pong), {}},
                      {"2.8", frame(pong, "unasked"), {}},
                      {"2.9", frame(pong, "unasked") + frame(ping, "asked"), {"p:asked"}},
                      {"2.10", pings, ten},
                      {"2.11", pings, ten, 1},
                  }),
                  0);
}

CAF_TEST(reserved bits) {
  const auto good = frame(text, hello);
  const auto bad = good + frame(text, hello, true, 2) + frame(ping);
  CAF_CHECK_EQUAL(failures({
                      {"3.1", frame(text, hello, true, 4), {broken}},
                      {"3.2", bad, {"t:" + hello, broken}},
                      {"3.3", bad, {"t:" + hello, broken}, good.size()},
                      {"3.4", bad, {"t:" + hello, broken}, 1},
                      {"3.5", frame(binary, hello, true, 5), {broken}},
                      {"3.6", frame(ping, hello, true, 6), {broken}},
                      {"3.7", frame(good_bye, "", true, 7), {broken}},
                  }),
                  0);
}

CAF_TEST(reserved opcodes) {
  std::vector<socket_case> cases;
  for (const int first : {3, 11}) {
    const string group = first == 3 ? "4.1." : "4.2.";
    const auto behind = [&](int op, const string& payload) {
      return frame(text, hello) + frame(op, payload) + frame(ping);
    };
    cases.push_back({group + "1", frame(first), {broken}});
    cases.push_back({group + "2", frame(first + 1, "reserved"), {broken}});
    cases.push_back({group + "3", behind(first + 2, ""), {"t:" + hello, broken}});
    cases.push_back({group + "4", behind(first + 3, hello), {"t:" + hello, broken}});
    cases.push_back({group + "5", behind(first + 4, hello), {"t:" + hello, broken}, 1});
  }
  CAF_CHECK_EQUAL(failures(cases), 0);
}

CAF_TEST(fragments) {
  const auto first = frame(text, "frag1", open_end);
  const auto last = frame(more, "frag2");
  const auto two = first + last;
  const auto pinged = first + frame(ping, "ping") + last;
  const std::vector<string> joined{"t:frag1frag2"};
  const std::vector<string> with_pong{"p:ping", "t:frag1frag2"};
  const auto unstarted = frame(more, "nothing to go on with") + frame(text, hello);
  const auto unstarted_open = frame(more, "nothing", open_end) + frame(text, hello);
  const auto five = frame(text, "1", open_end) + frame(more, "2", open_end) + frame(ping, "a") +
                    frame(more, "3", open_end) + frame(more, "4", open_end) + frame(ping, "b") +
                    frame(more, "5");
  CAF_CHECK_EQUAL(failures({
                      {"5.1", frame(ping, "frag1", open_end) + frame(more, "frag2"), {broken}},
                      {"5.2", frame(pong, "frag1", open_end) + frame(more, "frag2"), {broken}},
                      {"5.3", two, joined},
                      {"5.4", two, joined, first.size()},
                      {"5.5", two, joined, 1},
                      {"5.6", pinged, with_pong},
                      {"5.7", pinged, with_pong, first.size()},
                      {"5.8", pinged, with_pong, 1},
                      {"5.9", unstarted, {broken}},
                      {"5.10", unstarted, {broken}, frame(more, "nothing to go on with").size()},
                      {"5.11", unstarted, {broken}, 1},
                      {"5.12", unstarted_open, {broken}},
                      {"5.13", unstarted_open, {broken}, frame(more, "nothing").size()},
                      {"5.14", unstarted_open, {broken}, 1},
                      {"5.15", two + unstarted_open, {joined[0], broken}},
                      {"5.16", repeated(frame(more, "1", open_end) + two, 2), {broken}},
                      {"5.17", repeated(frame(more, "1") + two, 2), {broken}},
                      {"5.18", first + frame(text, "frag2"), {broken}},
                      {"5.19", five, {"p:a", "p:b", "t:12345"}, 17},
                      {"5.20", five, {"p:a", "p:b", "t:12345"}},
                  }),
                  0);
}

CAF_TEST(frames without a mask and lengths that are written too long) {
  // Not among the suite's cases, whose frames have masks; RFC 6455, 5.1 and 5.2. A length with the
  // highest bit is too long before it is wrong.
  const string mask(4, '\0');
  CAF_CHECK_EQUAL(
      failures({
          {"no mask", "\x81\x02hi", {broken}},
          {"2 as 16 bits", string("\x81\xfe\x00\x02", 4) + mask + "hi", {broken}},
          {"2 as 64 bits", "\x81\xff" + string(7, '\0') + "\x02" + mask + "hi", {broken}},
          {"64 bits with the highest",
           "\x81\xff\x80" + string(6, '\0') + "\x02" + mask + "hi",
           {"c:1009"}},
      }),
      0);
}

CAF_TEST_FIXTURE_SCOPE_END()
