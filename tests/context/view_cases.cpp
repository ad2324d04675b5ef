#include "context/view_cases.hpp"

#include "context/view_oracle.hpp"
#include "parley/context/estimates.hpp"

namespace parley::testing_context {

using namespace context;

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

}  // namespace

std::string to_string(const view_tally& seen) {
  return std::to_string(seen.cases) + " cases, " + std::to_string(seen.refused) + " refused, " +
         std::to_string(seen.whole) + " whole";
}

std::string check_views(const talk& t, talk_generator& g, int budgets, view_tally& seen) {
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

}  // namespace parley::testing_context
