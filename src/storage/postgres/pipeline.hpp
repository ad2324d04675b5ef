#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "storage/postgres/connection.hpp"
#include "storage/postgres/parameters.hpp"
#include "storage/postgres/result.hpp"

namespace parley::storage::postgres {

/// Statements that go to the server together: one round trip for all of them. Without a BEGIN among
/// them they are one transaction, which ends with the pipeline; after an error the rest is not run.
/// One at a time for a connection; throws `failure`. SQL that differs in its values only should be
/// the same text, since it is prepared once per connection.
class pipeline {
 public:
  explicit pipeline(connection& c);
  /// One that was not run makes its connection useless.
  ~pipeline();
  pipeline(const pipeline&) = delete;
  pipeline& operator=(const pipeline&) = delete;

  /// One statement; the number of its result.
  std::size_t add(const std::string& sql, const parameters& p = {});

  /// The first statement of every transaction: names of tables are those of the store's schema, and
  /// rows of one tenant are seen, or of all (`every_tenant`), until it ends. Has a result, too.
  void settings(const std::string& tenant);

  /// Sends all and gives the results, by number. Throws the first failure when all answers are in.
  std::vector<result> run();

 private:
  /// What an answer is expected for.
  struct step {
    bool prepares = false;
    std::size_t statement = 0;  ///< index into `new_`, when it prepares
  };

  connection& connection_;
  std::vector<step> steps_;
  std::vector<std::pair<std::string, std::string>> new_;  ///< SQL and name, being prepared
  std::size_t statements_ = 0;
  bool open_ = true;
};

inline const std::string every_tenant = "*";

/// One statement in a transaction of its own: one round trip. `tenant` as for pipeline::settings.
result ask(connection& c, const std::string& tenant, const std::string& sql,
           const parameters& p = {});

}  // namespace parley::storage::postgres
