#define CAF_SUITE frontends_websocket_utf8
#include "caf/test/unit_test.hpp"
#include "frontends/websocket/talk.hpp"

// Cases 6 of the Autobahn test suite: text is UTF-8, and the first octet that cannot be ends it.

using namespace parley::tests;
using std::string;

namespace {

struct fixture : socket_world {
  fixture() { start_echo(); }

  /// Each sequence by itself, numbered from 1.
  int failures_of(const string& group, const std::vector<string>& sequences, bool valid) const {
    std::vector<socket_case> cases;
    for (std::size_t i = 0; i < sequences.size(); ++i)
      cases.push_back({group + "." + std::to_string(i + 1),
                       frame(text, sequences[i]),
                       {valid ? "t:" + sequences[i] : "c:1007"}});
    return failures(cases);
  }
};

constexpr bool open_end = false;
const string refused = "c:1007";
const string kosme = "\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5";
const string greeting = "Hello-\xc2\xb5@\xc3\x9f\xc3\xb6\xc3\xa4\xc3\xbc\xc3\xa0\xc3\xa1-UTF-8!!";
const string wrong = kosme +
                     "\xed\xa0\x80"
                     "edited";

/// A frame for every octet.
string octets(const string& payload) {
  string all;
  for (std::size_t i = 0; i < payload.size(); ++i)
    all += frame(i == 0 ? text : more, payload.substr(i, 1), i + 1 == payload.size());
  return all;
}

/// UTF-8 as if every number were allowed, in as many octets as asked for.
string encoded(unsigned long value, int octets) {
  string bytes(static_cast<std::size_t>(octets), '\0');
  for (int i = octets - 1; i > 0; --i) {
    bytes[static_cast<std::size_t>(i)] = static_cast<char>(0x80 | (value & 0x3f));
    value >>= 6;
  }
  static constexpr unsigned char lead[] = {0, 0, 0xc0, 0xe0, 0xf0, 0xf8, 0xfc};
  bytes[0] = static_cast<char>(octets == 1 ? value : lead[octets] | value);
  return bytes;
}

std::vector<string> octets_with_space(int from, int to) {
  string all;
  for (int c = from; c <= to; ++c) all += static_cast<char>(c), all += ' ';
  return {all};
}

}  // namespace

CAF_TEST_FIXTURE_SCOPE(websocket_utf8_tests, fixture)

CAF_TEST(valid text whole and in fragments) {
  const auto empty = frame(text, "", open_end) + frame(more, "", open_end) + frame(more);
  const auto middle = frame(text, "", open_end) + frame(more, "middle", open_end) + frame(more);
  CAF_CHECK_EQUAL(
      failures({
          {"6.1.1", frame(text), {"t:"}},
          {"6.1.2", empty, {"t:"}},
          {"6.1.3", middle, {"t:middle"}},
          {"6.2.1", frame(text, greeting), {"t:" + greeting}},
          {"6.2.2",
           frame(text, greeting.substr(0, 12), open_end) + frame(more, greeting.substr(12)),
           {"t:" + greeting}},
          {"6.2.3", octets(greeting), {"t:" + greeting}},
          {"6.2.4", octets(kosme), {"t:" + kosme}},
      }),
      0);
}

CAF_TEST(invalid text is refused at its first octet) {
  const string beyond = "\xf4\x90\x80\x80";
  const auto start = frame(text, kosme, open_end);
  const auto whole = frame(text, kosme + beyond + "edited");
  const auto head = whole.size() - (kosme + beyond + "edited").size();
  CAF_CHECK_EQUAL(
      failures({
          {"6.3.1", frame(text, wrong), {refused}},
          {"6.3.2", octets(wrong), {refused}},
          // No more than this is sent: who waits for the end of the message waits in vain.
          {"6.4.1", start + frame(more, beyond, open_end), {refused}},
          {"6.4.2", start + frame(more, beyond.substr(0, 2), open_end), {refused}},
          {"6.4.3", whole.substr(0, head + kosme.size() + 4), {refused}},
          {"6.4.4", whole.substr(0, head + kosme.size() + 2), {refused}},
          {"6.4.4 by octets", whole.substr(0, head + kosme.size() + 2), {refused}, 1},
      }),
      0);
}

CAF_TEST(valid sequences) {
  CAF_CHECK_EQUAL(failures_of("6.5", {kosme, "\xe6\x97\xa5\xe6\x9c\xac", "\xf0\x9f\x98\x80"}, true),
                  0);
  std::vector<string> prefixes;
  for (std::size_t n = 1; n <= kosme.size(); ++n) prefixes.push_back(kosme.substr(0, n));
  for (std::size_t i = 0; i < prefixes.size(); ++i) {
    const auto n = prefixes[i].size();
    const bool whole = n == 2 || n == 5 || n == 7 || n == 9 || n == 11;
    CAF_CHECK_EQUAL(failures_of("6.6." + std::to_string(n), {prefixes[i]}, whole), 0);
  }
  CAF_CHECK_EQUAL(
      failures_of("6.7", {string(1, '\0'), "\xc2\x80", "\xe0\xa0\x80", "\xf0\x90\x80\x80"}, true),
      0);
  CAF_CHECK_EQUAL(
      failures_of("6.9", {"\x7f", "\xdf\xbf", "\xef\xbf\xbf", "\xf4\x8f\xbf\xbf"}, true), 0);
  CAF_CHECK_EQUAL(
      failures_of("6.11", {"\xed\x9f\xbf", "\xee\x80\x80", "\xef\xbf\xbd", "\xf4\x8f\xbf\xbf"},
                  true),
      0);
  std::vector<string> noncharacters;
  for (unsigned long plane = 0; plane <= 16; ++plane)
    for (const unsigned long low : {0xfffeul, 0xfffful})
      noncharacters.push_back(encoded(plane << 16 | low, plane == 0 ? 3 : 4));
  CAF_CHECK_EQUAL(failures_of("6.22", noncharacters, true), 0);
  std::vector<string> specials;
  for (unsigned long c = 0xfff9; c <= 0xffff; ++c) specials.push_back(encoded(c, 3));
  CAF_CHECK_EQUAL(failures_of("6.23", specials, true), 0);
}

CAF_TEST(sequences that are none) {
  CAF_CHECK_EQUAL(failures_of("6.8", {encoded(0x200000, 5), encoded(0x4000000, 6)}, false), 0);
  CAF_CHECK_EQUAL(
      failures_of("6.10", {encoded(0x1fffff, 4), encoded(0x3ffffff, 5), encoded(0x7fffffff, 6)},
                  false),
      0);
  CAF_CHECK_EQUAL(failures_of("6.11.5", {encoded(0x110000, 4)}, false), 0);

  std::vector<string> lonely;
  for (int n = 1; n <= 6; ++n) {
    string some;
    for (int i = 0; i < n; ++i) some += i % 2 == 0 ? '\x80' : '\xbf';
    lonely.push_back(some);
  }
  string all;
  for (int c = 0x80; c <= 0xbf; ++c) all += static_cast<char>(c);
  lonely.insert(lonely.end(), {"\xbf", all});
  CAF_CHECK_EQUAL(failures_of("6.12", lonely, false), 0);

  const int starts[][2] = {{0xc0, 0xdf}, {0xe0, 0xef}, {0xf0, 0xf7}, {0xf8, 0xfb}, {0xfc, 0xfd}};
  for (const auto& [from, to] : starts)
    CAF_CHECK_EQUAL(failures_of("6.13", octets_with_space(from, to), false), 0);

  std::vector<string> incomplete;
  for (const bool highest : {false, true})
    for (int n = 2; n <= 6; ++n) {
      const auto value = highest ? (n == 2 ? 0x7fful : (1ul << (5 * n + 1)) - 1) : 0ul;
      auto one = encoded(value, n);
      one.pop_back();
      incomplete.push_back(one);
    }
  CAF_CHECK_EQUAL(failures_of("6.14", incomplete, false), 0);
  string together;
  for (const auto& one : incomplete) together += one;
  CAF_CHECK_EQUAL(failures_of("6.15", {together}, false), 0);
  CAF_CHECK_EQUAL(failures_of("6.16", {"\xfe", "\xff", "\xfe\xfe\xff\xff"}, false), 0);
}

CAF_TEST(more octets than needed and halves of pairs) {
  std::vector<string> slash, most, nul;
  for (int n = 2; n <= 6; ++n) {
    slash.push_back(encoded('/', n));
    most.push_back(encoded(n == 2 ? 0x7f : (1ul << (5 * (n - 1) + 1)) - 1, n));
    nul.push_back(encoded(0, n));
  }
  CAF_CHECK_EQUAL(failures_of("6.17", slash, false), 0);
  CAF_CHECK_EQUAL(failures_of("6.18", most, false), 0);
  CAF_CHECK_EQUAL(failures_of("6.19", nul, false), 0);
  std::vector<string> halves, pairs;
  for (const unsigned long half :
       {0xd800ul, 0xdb7ful, 0xdb80ul, 0xdbfful, 0xdc00ul, 0xdf80ul, 0xdffful})
    halves.push_back(encoded(half, 3));
  for (const unsigned long high : {0xd800ul, 0xdb7ful, 0xdb80ul, 0xdbfful})
    for (const unsigned long low : {0xdc00ul, 0xdffful})
      pairs.push_back(encoded(high, 3) + encoded(low, 3));
  CAF_CHECK_EQUAL(failures_of("6.20", halves, false), 0);
  CAF_CHECK_EQUAL(failures_of("6.21", pairs, false), 0);
}

CAF_TEST_FIXTURE_SCOPE_END()
