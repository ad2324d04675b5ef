#include "actors/session.hpp"

namespace parley::actors {

using namespace protocol;

void session_state::read_prior(const caller& who, reply<prior_history> to) {
  auto waits = std::make_shared<reply<prior_history>>(std::move(to));
  when_loaded([this, who, waits](const base::status* failed) {
    if (failed) return waits->fail(*failed);
    if (!record.continues) return waits->deliver({});
    waits->release().delegate(peers.reader, prior_atom_v, who,
                              storage::session_ref{ref.tenant, *record.continues});
  });
}

}  // namespace parley::actors
