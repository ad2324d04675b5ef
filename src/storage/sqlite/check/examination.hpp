#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "parley/storage/maintenance.hpp"
#include "storage/sqlite/connection.hpp"
#include "storage/sqlite/options.hpp"

namespace parley::storage::sqlite {

/// What checks look at, and where they report. Used by one thread, to which the store belongs.
class examination {
 public:
  /// A moment between two findings.
  struct mark {
    std::size_t listed = 0;
    std::int64_t total = 0;
    std::int64_t left = 0;
  };

  examination(connection& store, const options& opts, std::string path, bool repair)
      : store_(store), options_(opts), path_(std::move(path)), repair_(repair) {}

  connection& store() { return store_; }
  const options& opts() const { return options_; }
  const std::string& path() const { return path_; }
  /// Whether a check may write.
  bool repair() const { return repair_; }
  inspection& result() { return result_; }

  void begin(const char* check) { result_.checks.emplace_back(check); }
  void report(std::string where, std::string text, bool repaired = false);

  mark now() const {
    return {result_.findings.size(), result_.findings_total, result_.findings_left};
  }
  bool found_since(const mark& then) const { return result_.findings_total > then.total; }
  /// Of all that was reported since then.
  void set_repaired(const mark& then, bool repaired);

 private:
  connection& store_;
  const options& options_;
  std::string path_;
  bool repair_;
  inspection result_;
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
