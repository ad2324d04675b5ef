#pragma once

#include <optional>
#include <string>
#include <utility>

#include "parley/base/retry.hpp"
#include "parley/base/status.hpp"
#include "storage/postgres/connection.hpp"
#include "storage/postgres/failure.hpp"
#include "storage/postgres/parameters.hpp"
#include "storage/postgres/result.hpp"

namespace parley::storage::postgres {

/// A connection for one thread of reads. It is opened when first used, and anew when it turns out
/// to be gone: at once the first time, then after growing pauses in which reads are refused.
class reader_connection {
 public:
  explicit reader_connection(const options& opts) : options_(opts), retry_(*options_.clock) {}

  const options& opts() const { return options_; }

  /// Rows of one moment. Made by `in_snapshot`; throws `failure`.
  class snapshot {
   public:
    /// A round trip; the first one of a snapshot begins its transaction on the way.
    result ask(const std::string& sql, const parameters& p = {});

   private:
    friend class reader_connection;
    snapshot(connection& c, const std::string& tenant) : connection_(c), tenant_(tenant) {}
    void end();

    connection& connection_;
    const std::string& tenant_;
    bool begun_ = false;
  };

  /// Runs `read`, which takes a result and returns a base::result, on the rows of one statement:
  /// one round trip. `tenant` is whose rows are seen, or `every_tenant`. Both may throw `failure`.
  /// What was lost with the connection before anything was read is asked once more on a new one.
  template <class F>
  auto ask(const std::string& tenant, const std::string& sql, const parameters& p, F read)
      -> decltype(read(std::declval<result&>())) {
    try {
      auto rows = ask_twice(tenant, sql, p);
      return read(rows);
    } catch (const failure& f) {
      return base::fail(note(f));
    }
  }

  /// Runs `read`, which takes a snapshot and returns a base::result, in one read transaction: all
  /// that it asks is of one moment. A round trip for each question, and one more to end it.
  template <class F>
  auto in_snapshot(const std::string& tenant, F read) -> decltype(read(std::declval<snapshot&>())) {
    try {
      snapshot moment{opened(), tenant};
      auto found = read(moment);
      moment.end();
      return found;
    } catch (const failure& f) {
      return base::fail(note(f));
    }
  }

 private:
  /// The connection, made when there is none that works.
  connection& opened();
  result ask_twice(const std::string& tenant, const std::string& sql, const parameters& p);
  base::status note(const failure& f);

  options options_;
  base::retry retry_;
  std::optional<connection> connection_;
};

}  // namespace parley::storage::postgres
