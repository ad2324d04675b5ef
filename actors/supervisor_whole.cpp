#include <utility>

#include "actors/supervisor.hpp"

namespace parley::actors {

using namespace protocol;

namespace {

/// Sessions that go to rest at once when the node stops: an answer is looked up among so many.
constexpr std::size_t stopping_max = 250;

}  // namespace

void supervisor_state::hold_some() {
  while (order.leaving() < stopping_max) {
    auto* u = order.next_to_rest(std::chrono::microseconds::max());
    if (!u) break;
    hold(sessions.find(*u->ref));
  }
}

void supervisor_state::probe(const caller& who, reply<done> to) {
  auto promise = std::make_shared<reply<done>>(std::move(to));
  auto left = std::make_shared<std::size_t>(peers.fast.size() + 1);
  const auto ask = [&](const reader_actor& lane) {
    self->request(lane, caf::infinite, counts_atom_v, who)
        .then(
            [promise, left](const storage::tenant_counts&) {
              if (--*left == 0) promise->deliver(done{});
            },
            [promise](const caf::error& e) { promise->fail(to_status(e)); });
  };
  for (const auto& lane : peers.fast) ask(lane);
  ask(peers.slow);
}

void supervisor_state::reload(const caller& who, const reload_command& wanted, reply<done> to) {
  auto promise = std::make_shared<reply<done>>(std::move(to));
  // The last that lets go of it answers, whatever became of its session: a fresh one reads the store.
  std::shared_ptr<void> all{nullptr, [promise](void*) { promise->deliver(done{}); }};
  for (const auto& ref : wanted.sessions)
    if (const auto place = sessions.find(ref); place != sessions.end())
      self->request(place->second.handle, caf::infinite, reload_atom_v, who, wanted)
          .then([all](const done&) {}, [all](const caf::error&) {});
}

void supervisor_state::stop(reply<done> to) {
  stopped = true;
  const auto why = is_stopping();
  for (auto& [ref, f] : failures) f.waiting.go(nullptr, &why);
  end_pauses();
  if (sessions.empty()) return to.deliver(done{});
  stopping.emplace(std::move(to));
  for (const auto& [at, ref] : wakes) order.take_back(sessions.find(*ref)->second.use, at);
  hold_some();
}

}  // namespace parley::actors
