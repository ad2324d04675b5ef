#include "storage/sqlite/check/examination.hpp"

#include "storage/sqlite/statement.hpp"

namespace parley::storage::sqlite {
void check_rule(examination& e, const rule& r) {
  const auto before = e.now();
  statement look{e.store().handle(), r.violations};
  while (look.step()) e.report(std::string{look.text(0)}, std::string{look.text(1)});
  look.reset();
  if (!e.repair() || r.remedy.empty() || !e.found_since(before)) return;
  e.store().run(r.remedy.c_str());
  e.set_repaired(before, !look.step());
}

}  // namespace parley::storage::sqlite
