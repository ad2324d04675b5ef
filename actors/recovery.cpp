#include "actors/recovery.hpp"

#include <memory>

#include "parley/protocol/errors.hpp"
#include "parley/telemetry/log.hpp"

namespace parley::actors {

using namespace protocol;

namespace {

constexpr std::int64_t at_once = 64;

void report(const caf::error& e) {
  telemetry::log(telemetry::severity::warning, "turns of an earlier run were left alone",
                 {{"reason", base::to_string(to_status(e))}});
}

void next_page(caf::event_based_actor* self, const reader_actor& reader,
               const supervisor_actor& supervisor, std::int64_t after);

void wake(caf::event_based_actor* self, const reader_actor& reader,
          const supervisor_actor& supervisor, const turn_holders& found) {
  auto left = std::make_shared<std::size_t>(found.sessions.size());
  const auto answered = [=, next = found.next] {
    if (--*left == 0 && next) next_page(self, reader, supervisor, *next);
  };
  for (const auto& ref : found.sessions)
    self->request(supervisor, caf::infinite, get_atom_v, caller{ref.tenant, {}, {}, {}}, ref)
        .then([answered](const domain::session_view&) { answered(); },
              [answered](const caf::error& e) {
                report(e);
                answered();
              });
}

void next_page(caf::event_based_actor* self, const reader_actor& reader,
               const supervisor_actor& supervisor, std::int64_t after) {
  self->request(reader, caf::infinite, holders_atom_v, caller{}, after, at_once)
      .then([=](const turn_holders& found) { wake(self, reader, supervisor, found); },
            [](const caf::error& e) { report(e); });
}

}  // namespace

void recovery(caf::event_based_actor* self, reader_actor reader, supervisor_actor supervisor) {
  next_page(self, reader, supervisor, 0);
}

}  // namespace parley::actors
