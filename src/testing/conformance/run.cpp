#include <iterator>

#include "testing/conformance/bench.hpp"

namespace parley::testing {
namespace {

using namespace conformance;

template <class... Lists>
std::vector<test_case> joined(const Lists&... lists) {
  std::vector<test_case> all;
  (all.insert(all.end(), lists.begin(), lists.end()), ...);
  return all;
}

std::vector<test_case> of_log() {
  return joined(record_cases(), append_cases(), known_cases(), idempotency_cases(), batch_cases(),
                page_cases(), turn_cases(), fork_cases(), fork_effect_cases(), tree_cases(),
                erase_cases(), blank_cases(), summary_cases(), moving_cases(),
                moving_refusal_cases());
}

std::vector<test_case> of_jobs() { return job_cases(); }

std::vector<test_case> of_search() { return conformance::search_cases(); }

std::vector<test_case> of_catalog() {
  return joined(list_cases(), filter_cases(), statistics_cases());
}

std::vector<failure> run(const std::vector<test_case>& cases, const std::string& facet,
                         const store_factory& make) {
  std::vector<failure> failures;
  for (const auto& c : cases) {
    bench b{make, facet + "/" + c.name, failures};
    if (b.is_open()) c.run(b);
  }
  return failures;
}

std::vector<std::string> names(const std::vector<test_case>& cases) {
  std::vector<std::string> result;
  for (const auto& c : cases) result.emplace_back(c.name);
  return result;
}

}  // namespace

std::vector<failure> check_log(const store_factory& make) { return run(of_log(), "log", make); }
std::vector<failure> check_catalog(const store_factory& make) {
  return run(of_catalog(), "catalog", make);
}
std::vector<failure> check_jobs(const store_factory& make) { return run(of_jobs(), "jobs", make); }
std::vector<failure> check_search(const store_factory& make) {
  return run(of_search(), "search", make);
}
std::vector<std::string> search_cases() { return names(of_search()); }
std::vector<std::string> log_cases() { return names(of_log()); }
std::vector<std::string> catalog_cases() { return names(of_catalog()); }
std::vector<std::string> jobs_cases() { return names(of_jobs()); }

}  // namespace parley::testing
