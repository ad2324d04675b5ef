#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>

#include "parley/storage/submission.hpp"

namespace parley::actors {

/// Sessions that wait for their turn: those of a tenant in the order in which they came, tenants one
/// after the other, so that one with many does not keep the others waiting. A value without actors.
class summarizer_line {
 public:
  bool empty() const { return size_ == 0; }
  std::int64_t size() const { return size_; }

  /// At the end of its tenant's line.
  void push(const storage::session_ref& ref);

  /// The first of the tenant whose turn it is.
  std::optional<storage::session_ref> pop();

  void remove(const storage::session_ref& ref);

 private:
  std::map<std::string, std::deque<std::string>> lines_;  ///< ids by tenant, none empty
  std::string last_;                                      ///< the tenant that was served last
  std::int64_t size_ = 0;
};

}  // namespace parley::actors
