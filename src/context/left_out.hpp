#pragma once

#include <vector>

#include "parley/context/context_report.hpp"

namespace parley::context {

/// Every seq of a range, with what became of it.
class seq_account {
 public:
  /// Of the messages `from` to `to`; all are left out for `reason` until more is known.
  void rest(std::int64_t from, std::int64_t to, left_out_reason reason);
  void leave(std::int64_t seq, left_out_reason reason);
  void include(std::int64_t seq);

  /// The ranges that were left out: ascending, merged, without what is included.
  std::vector<left_out_range> left_out() const;
  included_messages included() const;

 private:
  struct single {
    std::int64_t seq;
    bool included;
    left_out_reason reason;
  };
  std::vector<left_out_range> ranges_;
  std::vector<single> singles_;
};

}  // namespace parley::context
