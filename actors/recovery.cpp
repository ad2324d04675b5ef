#include "actors/recovery.hpp"

#include <memory>

#include "parley/domain/retry.hpp"
#include "parley/protocol/errors.hpp"
#include "parley/telemetry/log.hpp"

namespace parley::actors {

using namespace protocol;

namespace {

constexpr std::int64_t at_once = 64;

/// One walk over the sessions with open turns.
struct walk {
  caf::event_based_actor* self = nullptr;
  reader_actor reader;
  supervisor_actor supervisor;
  std::int64_t walks = 0;      ///< that were begun
  bool missed = false;         ///< somebody was not reached in this one
  std::size_t under_way = 0;
  std::optional<std::int64_t> next;
};
using walk_ptr = std::shared_ptr<walk>;

void note(const walk_ptr& w, const caf::error& e) {
  const auto why = to_status(e);
  if (domain::judge(why, 1) == domain::retry_verdict::give_up) return;  // gone meanwhile
  telemetry::log(telemetry::severity::warning, "turns of an earlier run were not reached",
                 {{"reason", base::to_string(why)}});
  w->missed = true;
}

void finish(const walk_ptr& w) {
  if (!w->missed) return w->self->quit();
  w->self->delayed_send(w->self, domain::retry_delay(w->walks, 0), tick_atom_v);
}

void next_page(const walk_ptr& w, std::int64_t after);

void answered(const walk_ptr& w) {
  if (--w->under_way > 0) return;
  w->next ? next_page(w, *w->next) : finish(w);
}

void wake(const walk_ptr& w, const turn_holders& found) {
  w->next = found.next;
  w->under_way = found.sessions.size();
  if (found.sessions.empty()) return finish(w);
  for (const auto& ref : found.sessions)
    w->self->request(w->supervisor, caf::infinite, get_atom_v, caller{ref.tenant, {}, {}, {}}, ref)
        .then([w](const domain::session_view&) { answered(w); },
              [w](const caf::error& e) {
                note(w, e);
                answered(w);
              });
}

void next_page(const walk_ptr& w, std::int64_t after) {
  w->self->request(w->reader, caf::infinite, holders_atom_v, caller{}, after, at_once)
      .then([w](const turn_holders& found) { wake(w, found); },
            [w](const caf::error& e) {
              note(w, e);
              finish(w);
            });
}

void begin(const walk_ptr& w) {
  ++w->walks;
  w->missed = false;
  next_page(w, 0);
}

}  // namespace

caf::behavior recovery(caf::event_based_actor* self, reader_actor reader,
                       supervisor_actor supervisor) {
  auto w = std::make_shared<walk>();
  w->self = self;
  w->reader = std::move(reader);
  w->supervisor = std::move(supervisor);
  // The node stops while the store is away.
  self->monitor(w->supervisor);
  self->set_down_handler([self](const caf::down_msg&) { self->quit(); });
  begin(w);
  return {[w](tick_atom) { begin(w); }};
}

}  // namespace parley::actors
