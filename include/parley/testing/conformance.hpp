#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "parley/storage/store.hpp"

namespace parley::testing {

/// Gives a new, empty store at every call, opened with these options: the suites bring their own
/// clock. Earlier ones are gone by then.
using store_factory =
    std::function<base::result<std::unique_ptr<storage::store>>(const storage::open_options&)>;

/// One expectation that a driver did not meet.
struct failure {
  std::string name;  ///< of the case: "log/append is dense"
  std::string text;  ///< what was expected, and what came
};

/// Every case of a facet, each on its own store. Empty: the driver conforms. They need no test
/// framework and print nothing.
std::vector<failure> check_log(const store_factory& make);
std::vector<failure> check_catalog(const store_factory& make);
std::vector<failure> check_jobs(const store_factory& make);
/// Of a driver with an index: what it says when its indexer has caught up.
std::vector<failure> check_search(const store_factory& make);

/// The names of the cases, in the order in which they run.
std::vector<std::string> log_cases();
std::vector<std::string> catalog_cases();
std::vector<std::string> jobs_cases();
std::vector<std::string> search_cases();

}  // namespace parley::testing
