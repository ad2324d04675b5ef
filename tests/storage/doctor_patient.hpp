#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "parley/storage/maintenance.hpp"
#include "parley/testing/conformance.hpp"
#include "storage/scratch.hpp"

namespace parley::tests {

/// Fills a new store with something of everything: forks, a fork of a fork, a tree, turns, jobs,
/// keys, sessions that were erased, one of them with a fork that lives on, another that is not
/// purged yet, sessions that are moving between stores, and a search index. What did not work.
std::vector<std::string> fill_patient(const testing::store_factory& make);

/// Such a store of SQLite that nobody has open.
class patient {
 public:
  patient();

  /// What did not work while it was made.
  const std::vector<std::string>& failures() const { return failures_; }

  /// A copy of its files in a folder; the URI.
  std::string copy_to(const scratch& folder) const;

 private:
  scratch folder_;
  std::vector<std::string> failures_;
};

/// Runs SQL on a file, past the driver; the first column of the rows, joined. Fails the test when
/// the SQL fails.
std::string run_sql(const std::string& path, const std::string& sql);

}  // namespace parley::tests
