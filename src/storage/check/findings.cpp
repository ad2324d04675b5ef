#include "storage/check/findings.hpp"

#include <utility>

namespace parley::storage::check {
namespace {

constexpr std::size_t findings_max = 1000;

}  // namespace

void findings::report(std::string where, std::string text, bool repaired) {
  ++result_.findings_total;
  if (!repaired) ++result_.findings_left;
  if (result_.findings.size() == findings_max) return;
  result_.findings.push_back({result_.checks.back(), std::move(where), std::move(text), repaired});
}

void findings::set_repaired(const mark& then, bool repaired) {
  for (auto i = then.listed; i < result_.findings.size(); ++i)
    result_.findings[i].repaired = repaired;
  result_.findings_left = then.left + (repaired ? 0 : result_.findings_total - then.total);
}

}  // namespace parley::storage::check
