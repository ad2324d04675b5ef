#pragma once

#include <string>
#include <utility>

#include "storage/check/findings.hpp"
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

/// Something that must hold, as SQL. `violations` gives two columns, where and what; `remedy`, one
/// or more statements, puts right all that it finds, or is empty: then nothing can.
struct rule {
  std::string violations;
  std::string remedy{};
};

/// Reports violations, applies the remedy when repairs are wanted, and looks again. Throws `failure`.
void check_rule(examination& e, const rule& r);

/// An expression: the session that has the log of that column as its own, as people name it.
std::string log_name(const std::string& column);

}  // namespace parley::storage::sqlite
