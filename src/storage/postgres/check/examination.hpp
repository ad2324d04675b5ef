#pragma once

#include <string>

#include "storage/check/findings.hpp"
#include "storage/check/rules.hpp"
#include "storage/postgres/connection.hpp"
#include "storage/postgres/parameters.hpp"
#include "storage/postgres/result.hpp"

namespace parley::storage::postgres {

/// What checks look at, and where they report. Used by one thread; methods that ask throw
/// `failure`.
class examination : public storage::check::findings {
 public:
  examination(connection& store, bool repair) : store_(store), repair_(repair) {}

  const options& opts() const { return store_.opts(); }
  /// Whether a check may write.
  bool repair() const { return repair_; }

  // One transaction for each check: rows of one moment, of every tenant. While a check may write,
  // nobody else does.
  void begin_transaction();
  void commit();
  void roll_back() noexcept;

  postgres::result ask(const std::string& sql, const parameters& p = {});
  /// Statements without parameters, separated by semicolons.
  void run(const std::string& sql) { store_.run(sql); }

 private:
  connection& store_;
  bool repair_;
};

using storage::check::log_name;
using storage::check::rule;

/// Reports violations, applies the remedy when repairs are wanted, and looks again. Throws
/// `failure`.
void check_rule(examination& e, const rule& r);

/// An expression: the whole number of that name in a column of canonical JSON, where no object
/// stands before it; NULL when there is none.
std::string number_in(const std::string& column, const std::string& name);

}  // namespace parley::storage::postgres
