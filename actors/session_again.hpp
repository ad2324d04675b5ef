#pragma once

#include <memory>
#include <optional>
#include <utility>

#include "actors/session.hpp"

// For those files of the session that answer requests which had an Idempotency-Key.

namespace parley::actors {

// How what is kept under a key is told again. A key's route decides what is kept, so that what is
// missing is missing in a broken row only.
inline protocol::create_reply again_created(protocol::replay& found) {
  return {std::move(found.session.value()), found.all_known, true};
}
inline protocol::change_reply again_changed(protocol::replay& found) {
  return {std::move(found.session.value()), !found.all_known, true};
}
inline protocol::append_reply again_appended(protocol::replay& found) {
  return {std::move(found.receipts), found.all_known, true, found.round};
}
inline protocol::turn_reply again_begun(protocol::replay& found) {
  return {std::move(found.turn.value()), found.all_known, true};
}

template <class Reply>
void session_state::answer_again(const storage::idempotency& once, reply<Reply> to,
                                 Reply (*make)(protocol::replay&)) {
  static const base::status lost{base::errc::unavailable, "",
                                 "The earlier answer could not be read.", 100};
  static const base::status other_body{
      base::errc::idempotency_mismatch, "Idempotency-Key",
      "This Idempotency-Key was used here with another body; use a new key."};
  auto waits = std::make_shared<reply<Reply>>(std::move(to));
  ++reading;
  self->request(peers.reader, caf::infinite, protocol::replay_atom_v,
                protocol::caller{ref.tenant, {}, {}, {}}, once.key, once.route)
      .then(
          [this, waits, make, body = once.body_digest](protocol::replay& found) {
            // What the store has forgotten is forgotten here too, and the repetition acts anew.
            if (!found.found) used.clear();
            try {
              if (found.found && found.body_digest != body)
                waits->fail(other_body);
              else
                found.found ? waits->deliver(make(found)) : waits->fail(lost);
            } catch (const std::bad_optional_access&) {
              waits->fail(lost);
            }
            has_read();
          },
          [this, waits](const caf::error&) {
            waits->fail(lost);
            has_read();
          });
}

}  // namespace parley::actors
