#define CAF_SUITE telemetry_exposition
#include "parley/telemetry/exposition.hpp"

#include "caf/test/unit_test.hpp"

using namespace parley::telemetry;

namespace {

bool has_line(const std::string& page, const std::string& line) {
  return ("\n" + page).find("\n" + line + "\n") != std::string::npos;
}

}  // namespace

CAF_TEST(each_kind_is_written_as_prometheus_reads_it) {
  constexpr std::int64_t bounds[] = {1'000, 2'000'000};
  histogram h{bounds};
  for (const auto us : {500, 1'500, 1'500, 3'000'000}) h.record(us);
  exposition page;
  page.begin(metric_kind::counter, "eggs_total", "Eggs.");
  page.sample(3);
  page.begin(metric_kind::gauge, "nests", "Nests \\ by kind.");
  page.sample(-1, {{"kind", "a \"b\"\n\\c"}, {"of", "x"}});
  page.begin(metric_kind::histogram, "hatch_seconds", "Time.");
  page.sample(h, per_second, {{"kind", "d"}});
  const auto text = page.text();
  for (const auto* line :
       {"# HELP parley_eggs_total Eggs.", "# TYPE parley_eggs_total counter", "parley_eggs_total 3",
        "# TYPE parley_nests gauge", R"(parley_nests{kind="a \"b\"\n\\c",of="x"} -1)",
        "# TYPE parley_hatch_seconds histogram",
        R"(parley_hatch_seconds_bucket{kind="d",le="0.001"} 1)",
        R"(parley_hatch_seconds_bucket{kind="d",le="2"} 3)",
        R"(parley_hatch_seconds_bucket{kind="d",le="+Inf"} 4)",
        R"(parley_hatch_seconds_count{kind="d"} 4)"}) {
    CAF_MESSAGE(line);
    CAF_CHECK(has_line(text, line));
  }
  CAF_CHECK(text.find("parley_hatch_seconds_sum{kind=\"d\"} 3.0035") != std::string::npos);
}

CAF_TEST(large_counts_are_exact) {
  exposition page;
  page.begin(metric_kind::counter, "messages_total", "Messages.");
  page.sample(9007199254740991.0);
  const auto text = page.text();
  const auto at = text.rfind(' ');
  CAF_CHECK_EQUAL(std::stod(text.substr(at)), 9007199254740991.0);
}
