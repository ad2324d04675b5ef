#define CAF_SUITE context_view_property
#include <chrono>
#include <cstdlib>
#include <fstream>

#include "caf/test/unit_test.hpp"
#include "context/talk_generator.hpp"
#include "context/view_oracle.hpp"
#include "parley/context/estimates.hpp"
#include "parley/domain/transcript.hpp"
#include "storage/scale.hpp"

using namespace parley;
using namespace parley::context;
using namespace parley::testing_context;

namespace {

/// An exact counter of another shape: a token for each begun run of blanks or of other bytes.
class runs_counter final : public counter {
 public:
  std::string_view name() const override { return "runs"; }
  bool exact() const override { return true; }
  std::int64_t count(std::string_view text) const override {
    std::int64_t runs = 0;
    char last = 0;
    for (const char c : text) {
      const char kind = c == ' ' || c == '\n' ? 'b' : 'w';
      if (kind != last) ++runs;
      last = kind;
    }
    return runs;
  }
};

const characters_counter characters;
const runs_counter runs;

struct tally {
  std::int64_t cases = 0;
  std::int64_t refused = 0;
  std::int64_t whole = 0;
};

view_source source_of(const talk& t, talk_generator& g) {
  view_source source;
  source.participants = t.participants;
  source.last_seq = static_cast<std::int64_t>(t.messages.size());
  if (!t.messages.empty()) source.first = t.messages.front();
  if (g.one_in(4)) source.session_prompt = "Of the session. " + g.text(20);
  if (g.one_in(3) && source.last_seq > 2)
    source.summary = view_summary{"s1", "S " + g.text(30), g.number(1, source.last_seq)};
  if (g.one_in(5)) source.prior.summary = view_summary{"s0", "P " + g.text(30), g.number(1, 90)};
  if (g.one_in(5))
    for (auto n = g.number(1, 4); n > 0; --n)
      source.prior.messages.push_back(
          {n % 2 ? "user" : "assistant", "prior " + g.text(20), g.one_in(5)});
  if (g.one_in(2)) {
    source.newest_user_seq = 0;
    for (const auto& m : t.messages)
      if (m.role == "user" || m.role == "user_guest") source.newest_user_seq = m.seq;
  }
  return source;
}

view_request request_for(const talk& t, talk_generator& g) {
  view_request request;
  if (g.one_in(2)) {
    const auto n = g.number(0, static_cast<std::int64_t>(t.participants.size()) - 1);
    request.as_participant = t.participants[static_cast<std::size_t>(n)].id;
  }
  if (g.one_in(4)) request.system_prompt = "Of the caller. " + g.text(20);
  if (g.one_in(3)) request.pending = pending_rule::omit;
  if (g.one_in(4)) request.tools.text = R"([{"type":"function","function":{"name":"search"}}])";
  if (g.one_in(4)) {
    const auto& m = t.messages[static_cast<std::size_t>(
        g.number(0, static_cast<std::int64_t>(t.messages.size()) - 1))];
    const bool fit = m.role == "user" || m.role == "user_guest";
    if (fit && m.status != domain::message_status::erased) request.current_prompt_seq = m.seq;
  }
  return request;
}

std::vector<std::size_t> page_sizes(talk_generator& g) {
  std::vector<std::size_t> sizes;
  for (auto n = g.number(1, 3); n > 0; --n)
    sizes.push_back(static_cast<std::size_t>(g.one_in(4) ? 1000 : g.number(1, 9)));
  return sizes;
}

/// Views of one prefix for one request, under several budgets.
std::string check_budgets(const talk& t, talk_generator& g, int budgets, tally& seen) {
  const counter& c = g.one_in(3) ? static_cast<const counter&>(runs) : characters;
  const auto source = source_of(t, g);
  auto request = request_for(t, g);
  const view_oracle oracle{request, source, t.messages, c};
  if (!oracle.wrong().empty()) return oracle.wrong();
  for (int n = 0; n < budgets; ++n) {
    ++seen.cases;
    const auto least = std::max<std::int64_t>(1, oracle.mandatory() - (g.one_in(6) ? 30 : 0));
    const auto budget = g.number(least, oracle.whole() + (g.one_in(5) ? 500 : 0));
    request.reserve = g.one_in(2) ? g.number(0, 100) : 0;
    request.max_tokens = budget + request.reserve;
    request.retrieved.clear();
    if (g.one_in(3)) request.retrieved = {g.text(100), g.one_in(3) ? "" : g.text(300)};
    const auto made = built(request, source, c, t.messages, page_sizes(g));
    const auto wrong = oracle.check(made, budget, request.retrieved);
    if (!wrong.empty()) return "budget " + std::to_string(budget) + ": " + wrong;
    if (!made) ++seen.refused;
    if (made && made->report.left_out.empty()) ++seen.whole;
    if (made && g.one_in(8) && *made != *built(request, source, c, t.messages, page_sizes(g)))
      return "depends on the sizes of pages";
  }
  return {};
}

void report(const char* what, const tally& seen) {
  CAF_MESSAGE(what << ": " << seen.cases << " cases, " << seen.refused << " refused, " << seen.whole
                   << " whole");
}

std::vector<talk> real_talks() {
  std::vector<talk> talks;
#ifdef PARLEY_REAL_CONVERSATIONS
  std::ifstream in{PARLEY_REAL_CONVERSATIONS};
  std::string line;
  while (std::getline(in, line)) {
    const auto value = domain::parse_json(line);
    CAF_REQUIRE(value.has_value());
    auto read = domain::read_chat_line(*value, base::limits{});
    CAF_REQUIRE(read.has_value());
    talk t{std::move(read->messages), std::move(read->session.participants)};
    for (std::size_t n = 0; n < t.messages.size(); ++n) {
      auto& m = t.messages[n];
      m.seq = static_cast<std::int64_t>(n) + 1;
      if (m.role == "user" || m.role == "assistant") m.sender_id = m.role;
    }
    talks.push_back(std::move(t));
  }
#endif
  return talks;
}

}  // namespace

CAF_TEST(views of generated conversations) {
  const auto seed = tests::first_seed(0);
  CAF_MESSAGE("PARLEY_TEST_SEED=" << seed);
  tally seen;
  const auto rounds = tests::scaled(17000);
  for (std::uint64_t n = 0; n < static_cast<std::uint64_t>(rounds); ++n) {
    talk_generator g{seed + n};
    const auto t = g.make(static_cast<std::size_t>(g.number(1, g.one_in(10) ? 120 : 25)));
    const auto wrong = check_budgets(t, g, 11, seen);
    if (!wrong.empty()) {
      CAF_ERROR("PARLEY_TEST_SEED=" << seed + n << ": " << wrong);
      break;
    }
  }
  report("generated", seen);
  CAF_CHECK(seen.cases >= 180000);
  CAF_CHECK(seen.refused > seen.cases / 100);
  CAF_CHECK(seen.whole > seen.cases / 100);
}

CAF_TEST(views of real conversations) {
  const auto talks = real_talks();
  const auto seed = tests::first_seed(0);
  CAF_MESSAGE("PARLEY_TEST_SEED=" << seed);
  tally seen;
  const auto rounds = talks.empty() ? 0 : tests::scaled(3000);
  for (std::uint64_t n = 0; n < static_cast<std::uint64_t>(rounds); ++n) {
    talk_generator g{seed + n};
    auto t =
        talks[static_cast<std::size_t>(g.number(0, static_cast<std::int64_t>(talks.size()) - 1))];
    t.messages.resize(
        static_cast<std::size_t>(g.number(1, static_cast<std::int64_t>(t.messages.size()))));
    const auto wrong = check_budgets(t, g, 10, seen);
    if (!wrong.empty()) {
      CAF_ERROR("PARLEY_TEST_SEED=" << seed + n << ": " << wrong);
      break;
    }
  }
  report("real", seen);
  CAF_CHECK(talks.empty() || seen.cases >= 30000);
}
