#pragma once

#include <optional>
#include <string>
#include <vector>

#include "parley/testing/conformance.hpp"
#include "parley/testing/fake_clock.hpp"
#include "parley/testing/seeded_entropy.hpp"

namespace parley::testing::conformance {

/// A session as its owner would hold it: what the next submission needs.
struct owned {
  storage::session_ref ref;
  std::int64_t key = 0;
  std::int64_t log = 0;
  std::int64_t last_seq = 0;
  domain::session record;
};

/// One case: a fresh store with its writer and reader, short ways to say what cases say, and the
/// list of what went wrong.
class bench {
 public:
  bench(const store_factory& make, std::string name, std::vector<failure>& failures);

  /// False when the store could not be opened; the failure is noted.
  bool is_open() const { return writer != nullptr && read.log != nullptr; }

  fake_clock clock;
  seeded_entropy entropy{42};
  std::unique_ptr<storage::store> store;
  std::unique_ptr<storage::log_writer> writer;
  storage::read_access read;

  void expect(bool ok, const std::string& what);
  template <class T>
  void equal(const T& found, const T& wanted, const std::string& what) {
    expect(found == wanted, what);
  }
  /// The error of an outcome or of a refused part.
  void refused(const std::optional<base::status>& found, base::errc wanted,
               const std::string& what);
  void rejected(const storage::outcome& found, base::errc wanted, const std::string& what);
  void committed(const storage::outcome& found, const std::string& what);

  // Submissions, complete but for what the case is about.
  storage::submission creation(const std::string& tenant, const std::string& id);
  storage::submission append(const owned& s, std::vector<domain::message> entries);
  storage::submission change(const owned& s, const std::string& prompt);
  domain::message message(const std::string& content, const std::string& id = "");
  static storage::idempotency once(const std::string& key, const std::string& body);

  storage::outcome commit(storage::submission s);
  std::vector<storage::outcome> commit(const std::vector<storage::submission>& batch);

  owned create(const std::string& id, const std::string& tenant = "t");
  /// Appends `n` messages and expects that they are taken.
  void fill(owned& s, int n);

  /// The index, if the driver has one, has all that is stored.
  void index();
  /// Jobs that are due now.
  std::vector<storage::job> due();
  /// What the courier does about a job of kind purge or blank, in slices of so many rows; the slices.
  int work_off(const storage::job& j, std::int64_t rows_max = 1000);

  std::optional<storage::stored_session> load(const storage::session_ref& ref);
  std::int64_t last_seq(const owned& s);
  std::vector<domain::message> all(std::int64_t log);

 private:
  storage::indexer* indexer();
  base::result<void> open(const store_factory& make);

  std::string name_;
  std::vector<failure>& failures_;
  std::unique_ptr<storage::indexer> indexer_;
};

struct test_case {
  const char* name;
  void (*run)(bench&);
};

std::vector<test_case> append_cases();
std::vector<test_case> record_cases();
std::vector<test_case> known_cases();
std::vector<test_case> idempotency_cases();
std::vector<test_case> batch_cases();
std::vector<test_case> page_cases();
std::vector<test_case> turn_cases();
std::vector<test_case> fork_cases();
std::vector<test_case> fork_effect_cases();
std::vector<test_case> tree_cases();
std::vector<test_case> erase_cases();
std::vector<test_case> blank_cases();
std::vector<test_case> summary_cases();
std::vector<test_case> moving_cases();
std::vector<test_case> moving_refusal_cases();
std::vector<test_case> search_cases();
std::vector<test_case> list_cases();
std::vector<test_case> filter_cases();
std::vector<test_case> statistics_cases();
std::vector<test_case> job_cases();

}  // namespace parley::testing::conformance
