#include "storage/tiered/common.hpp"

#include <algorithm>

#include "storage/page_bounds.hpp"
#include "storage/refusal.hpp"

namespace parley::storage::tiered {
namespace {

constexpr std::int64_t page_rows = 1000;

}  // namespace

base::result<std::int64_t> common_of(const placed_log& left, const placed_log& right,
                                     std::int64_t compare_max) {
  page_request wanted;
  wanted.upto = seq_max;
  wanted.items_max = page_rows;
  for (std::int64_t upto = 0;;) {
    wanted.after = upto;
    const auto a = left.reader.page(left.log, wanted);
    if (!a) return base::fail(a.error());
    const auto b = right.reader.page(right.log, wanted);
    if (!b) return base::fail(b.error());
    // One page may be shorter than the other because of its bytes: what both have is compared.
    const auto rows = std::min(a->size(), b->size());
    if (rows == 0) return upto;
    for (std::size_t i = 0; i < rows; ++i) {
      if ((*a)[i].body_digest != (*b)[i].body_digest) return upto;
      if (upto++ == compare_max) return base::fail(refusal::too_alike(compare_max));
    }
  }
}

}  // namespace parley::storage::tiered
