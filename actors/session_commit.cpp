#include "actors/session.hpp"

namespace parley::actors {

using namespace protocol;
using base::errc;

namespace {

/// How often the same requests are submitted again because the store had moved on.
constexpr int attempts_max = 3;

receipt receipt_of(const domain::message& m, const storage::appended& entry) {
  if (entry.known)
    return {entry.seq, entry.message_id, entry.sender_id, m.role, m.status, entry.timestamp, true};
  return {entry.seq, entry.message_id, m.sender_id, m.role, m.status, m.timestamp, false};
}

}  // namespace

void session_state::answered(commit_reply answer) {
  const auto& outcome = answer.outcome;
  switch (outcome.kind) {
    case storage::commit::committed:
      attempts = 0;
      committed(answer);
      break;
    case storage::commit::rejected:
      if ((outcome.error.code == errc::conflict || outcome.error.code == errc::session_exists) &&
          ++attempts < attempts_max) {
        // Somebody else moved the head: look again, then submit again. Nothing was written.
        take_back(answer.sent);
        load();
        return;
      }
      attempts = 0;
      if (outcome.error.code == errc::conflict)
        fail_in_flight({errc::unavailable, "", "The session is being changed elsewhere.", 1000});
      else
        fail_in_flight(outcome.error);
      break;
    case storage::commit::unknown:
      attempts = 0;
      env->counters->commits_unknown.fetch_add(1, std::memory_order_relaxed);
      fail_in_flight({errc::unknown_outcome, "",
                      "The store did not say whether this was written: " + outcome.error.text +
                          " Repeat the request with the same ids."});
      // Nothing is submitted or shown before the head has been read again.
      load();
      return;
  }
  pump();
}

void session_state::committed(commit_reply& answer) {
  auto& outcome = answer.outcome;
  auto& sent = answer.sent;
  auto requests = std::exchange(in_flight, {});
  const auto replayed_from = [&](const storage::idempotency& once, auto&& then) {
    // Lost a race with the same key: the answer of the winner is in the store.
    self->request(peers.reader, caf::infinite, replay_atom_v, caller{ref.tenant, {}, {}, {}},
                  once.key, once.route)
        .then([then](replay& found) mutable { then(&found); },
              [then](const caf::error&) mutable { then(nullptr); });
  };
  const base::status mislaid{errc::unavailable, "", "The earlier answer could not be read.", 100};

  if (sent.create || sent.update) {
    const bool created = sent.create.has_value();
    if (!outcome.replay) {
      record = std::move(created ? *sent.create : *sent.update);
      head = outcome.head;
      key = outcome.key;
      log = outcome.log;
      at = phase::live;
    }
    if (auto* create = std::get_if<waiting_create>(&requests.front())) {
      if (outcome.replay) {
        replayed_from(*sent.once,
                      [to = std::make_shared<reply<create_reply>>(std::move(create->to)),
                       mislaid](replay* found) {
                        if (found && found->session)
                          to->deliver({*found->session, false});
                        else
                          to->fail(mislaid);
                      });
      } else {
        env->counters->creation.record(env->clock->monotonic() - create->since);
        create->to.deliver({view(), false});
      }
    } else if (auto* change = std::get_if<waiting_change>(&requests.front())) {
      if (outcome.replay) {
        replayed_from(*sent.once,
                      [to = std::make_shared<reply<change_reply>>(std::move(change->to)),
                       mislaid](replay* found) {
                        if (found && found->session)
                          to->deliver({*found->session, true, true});
                        else
                          to->fail(mislaid);
                      });
      } else {
        change->to.deliver({view(), true, false});
      }
    }
    return;
  }

  head = outcome.head;
  std::uint64_t fresh = 0;
  for (std::size_t i = 0; i < requests.size(); ++i) {
    auto& request = std::get<waiting_append>(requests[i]);
    auto& part = outcome.parts[i];
    auto& entries = sent.parts[i].entries;
    if (part.refused) {
      request.to.fail(*part.refused);
    } else if (part.replay) {
      replayed_from(*sent.parts[i].once,
                    [to = std::make_shared<reply<append_reply>>(std::move(request.to)),
                     mislaid](replay* found) {
                      if (found)
                        to->deliver({found->receipts, true});
                      else
                        to->fail(mislaid);
                    });
    } else {
      append_reply answered;
      answered.receipts.reserve(entries.size());
      for (std::size_t k = 0; k < entries.size(); ++k) {
        answered.receipts.push_back(receipt_of(entries[k], part.entries[k]));
        if (part.entries[k].known) continue;
        ++fresh;
        entries[k].seq = part.entries[k].seq;
        entries[k].message_id = part.entries[k].message_id;
        entries[k].id_suffix.clear();
        newest.push(std::move(entries[k]));
      }
      request.to.deliver(std::move(answered));
    }
  }
  env->counters->messages_appended.fetch_add(fresh, std::memory_order_relaxed);
}

void session_state::take_back(storage::submission& sent) {
  auto requests = std::exchange(in_flight, {});
  for (std::size_t i = requests.size(); i-- > 0;) {
    if (auto* append = std::get_if<waiting_append>(&requests[i])) {
      append->command.messages = std::move(sent.parts[i].entries);
      queue_bytes += append->bytes;
    }
    queue.push_front(std::move(requests[i]));
  }
}

void session_state::fail_in_flight(const base::status& why) {
  for (auto& request : std::exchange(in_flight, {}))
    std::visit([&](auto& r) { r.to.fail(why); }, request);
}

}  // namespace parley::actors
