#pragma once

#include <memory>
#include <type_traits>
#include <utility>

#include "actors/session.hpp"

// For those files of the session that answer a request which had an Idempotency-Key.

namespace parley::actors {

inline const base::status earlier_answer_lost{base::errc::unavailable, "",
                                              "The earlier answer could not be read.", 100};

template <class Reply, class Make>
void session_state::answer_again(const storage::idempotency& once, reply<Reply> to, Make make) {
  // Lost a race with the same key: the answer of the winner is in the store.
  auto waits = std::make_shared<reply<Reply>>(std::move(to));
  self->request(peers.reader, caf::infinite, protocol::replay_atom_v,
                protocol::caller{ref.tenant, {}, {}, {}}, once.key, once.route)
      .then(
          [waits, make](protocol::replay& found) {
            // A key's route decides what its effect holds; it is missing only in a broken row.
            bool whole = found.found;
            if constexpr (std::is_same_v<Reply, protocol::turn_reply>)
              whole = whole && found.turn;
            else if constexpr (!std::is_same_v<Reply, protocol::append_reply>)
              whole = whole && found.session;
            if (whole)
              waits->deliver(make(found));
            else
              waits->fail(earlier_answer_lost);
          },
          [waits](const caf::error&) { waits->fail(earlier_answer_lost); });
}

}  // namespace parley::actors
