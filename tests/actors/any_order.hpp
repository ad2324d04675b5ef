#pragma once

#include "actors/world.hpp"

namespace parley::tests {

/// For 200 seeds: appends to a session of its own, reads and passivations, between which actors handle
/// messages in any order; every third thing that happens is `other(random)`. Then each append must be
/// answered and the history dense; `check(seed, acknowledged, shown)` says how long it must be.
template <class Other, class Check>
void in_any_order(world& w, Other other, Check check) {
  using namespace protocol;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    testing::seeded_entropy random{seed};
    const std::string id = "s" + std::to_string(seed);
    while (!w.create(id)) {  // a fault left over from the last seed
    }
    std::vector<world::answer<append_reply>> all;
    for (int i = 0; i < 20; ++i) {
      switch (random.below(6)) {
        case 0:
          w.begin<done>(passivate_atom_v, w.who(), w.ref(id));
          break;
        case 1:
          w.begin<domain::session_view>(get_atom_v, w.who(), w.ref(id));
          break;
        case 2:
        case 3:
          other(random);
          break;
        default:
          all.push_back(w.begin_append(w.say({std::to_string(i)}, "m" + std::to_string(i)), id));
      }
      for (auto n = random.below(12); n > 0 && !w.sched.jobs.empty(); --n) {
        std::swap(w.sched.jobs[random.below(w.sched.jobs.size())], w.sched.jobs.front());
        w.sched.try_run_once();
      }
    }
    w.step();
    std::size_t acknowledged = 0;
    for (const auto& one : all) {
      if (!*one) CAF_ERROR("seed " << seed << ": a request was never answered");
      if (*one && (*one)->has_value()) ++acknowledged;
    }
    const auto shown = w.history(id);
    if (!check(acknowledged, shown.size()))
      CAF_ERROR("seed " << seed << ": " << acknowledged << " acknowledged, " << shown.size()
                        << " are there");
    for (const auto& text : shown)
      if (text.rfind("gap", 0) == 0 || text.rfind("error", 0) == 0)
        CAF_ERROR("seed " << seed << ": " << text);
  }
}

}  // namespace parley::tests
