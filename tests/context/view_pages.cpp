#define CAF_SUITE context_view_pages
#include "caf/test/unit_test.hpp"
#include "parley/context/estimates.hpp"
#include "parley/context/grouping.hpp"
#include "parley/context/view_builder.hpp"

using namespace parley;
using namespace parley::context;

namespace {

const characters_counter characters;
constexpr std::int64_t long_history = 100000;

/// A message of a history that is never held as a whole.
using maker = domain::message (*)(std::int64_t seq);

domain::message plain(std::int64_t seq) {
  domain::message m;
  m.seq = seq;
  m.role = seq % 2 ? "user" : "assistant";
  m.content = "message " + std::to_string(seq);
  return m;
}

domain::message of_agents(std::int64_t seq) {
  auto m = plain(seq);
  m.role = seq == 5 ? "user" : "agent_writer";
  return m;
}

domain::message erased(std::int64_t seq) {
  auto m = plain(seq);
  if (seq < long_history - 1) {
    m.status = domain::message_status::erased;
    m.content.reset();
  }
  return m;
}

domain::message orphans(std::int64_t seq) {
  auto m = plain(seq);
  if (seq < long_history - 1) m.role = "tool";
  return m;
}

struct outcome {
  base::result<context_view> view;
  std::int64_t read = 0;  ///< messages in pages
};

outcome view_of(maker make, std::int64_t last, std::optional<std::int64_t> newest_user,
                std::optional<std::int64_t> prompt = {}, std::int64_t max_tokens = 2000) {
  view_request request;
  request.max_tokens = max_tokens;
  request.current_prompt_seq = prompt;
  view_source source;
  source.last_seq = last;
  source.newest_user_seq = newest_user;
  view_builder view{request, source, characters};
  std::int64_t read = 0;
  while (const auto before = view.wants_before()) {
    std::vector<domain::message> page;
    for (auto seq = std::max<std::int64_t>(1, *before - 100); seq < *before; ++seq)
      page.push_back(make(seq));
    read += static_cast<std::int64_t>(page.size());
    view.add_page(page);
  }
  return {view.finish(), read};
}

}  // namespace

CAF_TEST(the cost follows the budget and not the history) {
  const auto small = view_of(plain, 1000, std::nullopt);
  const auto large = view_of(plain, long_history, std::nullopt);
  CAF_REQUIRE(small.view && large.view);
  CAF_CHECK_EQUAL(small.read, large.read);
  CAF_CHECK(large.read <= 400);
  CAF_CHECK_EQUAL(large.view->report.left_out.size(), 1u);
}

CAF_TEST(a far prompt costs one more page when its place is known) {
  for (const auto named : {false, true}) {
    const auto made =
        named ? view_of(of_agents, long_history, 0, 5) : view_of(of_agents, long_history, 5);
    CAF_REQUIRE(made.view.has_value());
    CAF_CHECK(made.read <= 405);
    CAF_CHECK(made.view->messages.front().content == "message 5");
    CAF_CHECK_EQUAL(made.view->report.left_out.size(), 2u);
  }
  const auto sought = view_of(of_agents, long_history, std::nullopt);
  CAF_REQUIRE(sought.view.has_value());
  CAF_CHECK_EQUAL(sought.read, long_history);
  CAF_CHECK(sought.view->messages.front().content == "message 5");
  // Nobody to be looked for.
  const auto none = view_of(of_agents, long_history, 0);
  CAF_REQUIRE(none.view.has_value());
  CAF_CHECK(none.read <= 400);
  CAF_CHECK(none.view->messages.front().role == "assistant");
}

CAF_TEST(a known prompt that has been erased since) {
  const auto made =
      view_of([](std::int64_t seq) { return seq == 99 ? erased(99) : plain(seq); }, 100, 99);
  CAF_REQUIRE(made.view.has_value());
  CAF_CHECK(made.view->messages.size() > 90);
  // One that lies after the end is not believed.
  CAF_CHECK(view_of(plain, 100, 1000).view.has_value());
  CAF_CHECK(view_of(plain, 100, 1000, {}, 10).view.has_value() == false);
}

CAF_TEST(a named prompt that has been erased) {
  const auto made = view_of(erased, long_history, {}, 3);
  CAF_REQUIRE(!made.view);
  CAF_CHECK(made.view.error().code == base::errc::invalid_argument);
  CAF_CHECK_EQUAL(made.view.error().field, "current_prompt_seq");
}

CAF_TEST(a walk over what gives nothing ends) {
  for (const auto make : {erased, orphans}) {
    const auto made = view_of(make, long_history, long_history - 1);
    CAF_REQUIRE(made.view.has_value());
    CAF_CHECK(made.read <= scan_barren_max + 200);
    const auto& report = made.view->report;
    CAF_CHECK_EQUAL(made.view->messages.size(), 2u);
    CAF_CHECK(report.left_out.front().reason == left_out_reason::scan_limit);
    CAF_CHECK_EQUAL(report.left_out.front().from_seq, 1);
    CAF_CHECK(report.summary_due);
  }
}

CAF_TEST(a result far behind its call) {
  for (const auto& [distance, found] :
       {std::pair{group_span_max, true}, std::pair{group_span_max + 1, false}}) {
    std::vector<domain::message> history;
    for (std::int64_t seq = 1; seq <= distance + 1; ++seq) history.push_back(plain(seq));
    history.front().role = "assistant";
    history.front().tool_calls.text = R"([{"id":"c","function":{"name":"f","arguments":"{}"}}])";
    history.back().role = "tool";
    history.back().tool_call_id = "c";
    view_request request;
    request.max_tokens = 1000000;
    view_source source;
    source.last_seq = distance + 1;
    view_builder view{request, source, characters};
    view.add_page(history);
    const auto made = view.finish();
    CAF_REQUIRE(made.has_value());
    CAF_CHECK_EQUAL(made->report.left_out.empty(), found);
    CAF_CHECK_EQUAL(made->report.pending.empty(), found);
  }
}

CAF_TEST(pages that are not what was asked for) {
  view_request request;
  request.max_tokens = 1000;
  view_source source;
  source.last_seq = 10;
  const auto outcome_of = [&](std::vector<domain::message> page) {
    view_builder view{request, source, characters};
    view.add_page(page);
    const auto made = view.finish();
    return made ? "made" : std::string{base::to_string(made.error().code)};
  };
  CAF_CHECK_EQUAL(outcome_of({}), "internal");
  CAF_CHECK_EQUAL(outcome_of({plain(9)}), "internal");
  CAF_CHECK_EQUAL(outcome_of({plain(8), plain(10)}), "internal");
  CAF_CHECK_EQUAL(outcome_of({plain(10)}), "internal");
  std::vector<domain::message> all;
  for (std::int64_t seq = 1; seq <= 12; ++seq) all.push_back(plain(seq));
  CAF_CHECK_EQUAL(outcome_of(all), "made");
}

CAF_TEST(a request that is refused wants no pages) {
  view_request request;
  request.max_tokens = 0;
  view_source source;
  source.last_seq = 10;
  view_builder view{request, source, characters};
  CAF_CHECK(!view.wants_more());
  CAF_CHECK(!view.finish());
}
