#pragma once

#include <string>
#include <utility>

#include "storage/check/findings.hpp"
#include "storage/check/rules.hpp"
#include "storage/sqlite/connection.hpp"
#include "storage/sqlite/options.hpp"

namespace parley::storage::sqlite {

/// What checks look at, and where they report. Used by one thread, to which the store belongs.
class examination : public storage::check::findings {
 public:
  examination(connection& store, const options& opts, std::string path, bool repair)
      : store_(store), options_(opts), path_(std::move(path)), repair_(repair) {}

  connection& store() { return store_; }
  const options& opts() const { return options_; }
  const std::string& path() const { return path_; }
  /// Whether a check may write.
  bool repair() const { return repair_; }

 private:
  connection& store_;
  const options& options_;
  std::string path_;
  bool repair_;
};

using storage::check::log_name;
using storage::check::rule;

/// Reports violations, applies the remedy when repairs are wanted, and looks again. Throws `failure`.
void check_rule(examination& e, const rule& r);

}  // namespace parley::storage::sqlite
