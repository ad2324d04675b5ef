#include "storage/sqlite/check/examination.hpp"

#include "storage/sqlite/statement.hpp"

namespace parley::storage::sqlite {
namespace {

constexpr std::size_t findings_max = 1000;

}  // namespace

void examination::report(std::string where, std::string text, bool repaired) {
  ++result_.findings_total;
  if (!repaired) ++result_.findings_left;
  if (result_.findings.size() == findings_max) return;
  result_.findings.push_back(
      {result_.checks.back(), std::move(where), std::move(text), repaired});
}

void examination::set_repaired(const mark& then, bool repaired) {
  for (auto i = then.listed; i < result_.findings.size(); ++i)
    result_.findings[i].repaired = repaired;
  result_.findings_left = then.left + (repaired ? 0 : result_.findings_total - then.total);
}

void check_rule(examination& e, const rule& r) {
  const auto before = e.now();
  statement look{e.store().handle(), r.violations};
  while (look.step()) e.report(std::string{look.text(0)}, std::string{look.text(1)});
  look.reset();
  if (!e.repair() || r.remedy.empty() || !e.found_since(before)) return;
  e.store().run(r.remedy.c_str());
  e.set_repaired(before, !look.step());
}

std::string log_name(const std::string& column) {
  return "coalesce((SELECT tenant || '/' || session_id FROM session WHERE log = " + column +
         "), 'log ' || " + column + ")";
}

}  // namespace parley::storage::sqlite
