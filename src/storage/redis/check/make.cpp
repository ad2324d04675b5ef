#include <exception>

#include "redis/failure.hpp"
#include "storage/redis/check/checks.hpp"

namespace parley::storage::redis {
namespace {

constexpr int looks_max = 3;

void run(examination& e, const invariant& each) {
  try {
    each.run(e);
  } catch (const client::failure& f) {
    // Nobody knows which remedies are written then.
    if (f.is_lost() || f.code() == "TORN") throw;
    e.report("store", std::string("the check cannot be made: ") + f.what());
  } catch (const std::exception& x) {
    e.report("store", std::string("the check cannot be made: ") + x.what());
  }
}

}  // namespace

void make(examination& e, const invariant& each) {
  e.begin(each.name);
  const auto before = e.result();
  for (int i = 0; i < looks_max; ++i) {
    e.result() = before;
    e.look();
    run(e, each);
    // What is not as it must be stays so: who finds nothing need not ask.
    if (e.result().findings_total == before.findings_total || e.is_still()) return;
  }
  e.result() = before;
  e.report("store", "the check cannot be made: somebody writes to the store");
}

}  // namespace parley::storage::redis
