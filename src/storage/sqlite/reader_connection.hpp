#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

#include "parley/base/status.hpp"
#include "storage/sqlite/connection.hpp"
#include "storage/sqlite/failure.hpp"
#include "storage/sqlite/statement.hpp"

namespace parley::storage::sqlite {

/// A connection for one thread of reads. It is opened when first used, and anew after an error that
/// leaves it in doubt.
class reader_connection {
 public:
  reader_connection(std::string path, const options& opts)
      : path_(std::move(path)), options_(opts) {}

  const options& opts() const { return options_; }

  /// Prepared once per connection.
  statement& sql(const std::string& text);

  /// Runs `read` (which returns a base::result and may throw `failure`) in one short read
  /// transaction: all that it sees is of one moment.
  template <class F>
  auto in_snapshot(F read) -> decltype(read()) {
    try {
      const snapshot moment{*this};
      return read();
    } catch (const failure& f) {
      if (f.is_io()) close();
      return base::fail(f.to_status());
    }
  }

 private:
  class snapshot {
   public:
    explicit snapshot(reader_connection& c);
    ~snapshot();
    snapshot(const snapshot&) = delete;
    snapshot& operator=(const snapshot&) = delete;

   private:
    reader_connection& connection_;
  };

  void close();

  std::string path_;
  options options_;
  std::optional<connection> connection_;
  std::unordered_map<std::string, statement> statements_;  // gone before the connection
};

}  // namespace parley::storage::sqlite
