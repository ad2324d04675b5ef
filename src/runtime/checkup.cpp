#include "runtime/checkup.hpp"

#include <caf/event_based_actor.hpp>
#include <memory>
#include <utility>

#include "parley/protocol/errors.hpp"
#include "parley/protocol/types.hpp"

namespace parley::runtime {

using frontends::http::api::dependency_check;

namespace {

std::string reason_of(const caf::error& why) {
  if (why == caf::sec::request_timeout) return std::string{base::to_string(base::errc::timeout)};
  return std::string{base::to_string(protocol::to_status(why).code)};
}

/// One round of questions, shared by those that are under way.
struct round {
  const base::clock& clock;
  std::chrono::microseconds since;
  std::vector<dependency_check> checks;
  std::function<void(std::vector<dependency_check>)> then;
  std::size_t left = 0;

  void answered(std::size_t which, std::string reason) {
    auto& check = checks[which];
    check.up = reason.empty();
    check.reason = std::move(reason);
    check.took = clock.monotonic() - since;
    if (--left == 0) then(std::move(checks));
  }
};

void ask_all(caf::event_based_actor* self, const std::shared_ptr<round>& r,
             const std::vector<dependency>& all, std::chrono::milliseconds within) {
  for (std::size_t i = 0; i < all.size(); ++i)
    self->request(all[i].prober, within, protocol::probe_atom_v, all[i].question)
        .then([r, i](const protocol::done&) { r->answered(i, {}); },
              [r, i](const caf::error& why) { r->answered(i, reason_of(why)); });
}

}  // namespace

void check_up(caf::actor_system& system, const base::clock& clock,
              const std::vector<dependency>& all, std::chrono::milliseconds within,
              std::function<void(std::vector<dependency_check>)> then) {
  if (all.empty()) return then({});
  auto r =
      std::make_shared<round>(round{clock, clock.monotonic(), {}, std::move(then), all.size()});
  for (const auto& one : all) r->checks.push_back({one.name, one.required, false, {}, {}});
  system.spawn([r, all, within](caf::event_based_actor* self) { ask_all(self, r, all, within); });
}

}  // namespace parley::runtime
