#include "actors/session.hpp"

namespace parley::actors {

using namespace protocol;

// A handler threw: what this actor knows of its session may be wrong now, so that it forgets all of
// it. Requests that nothing was done about go back to the supervisor, who has them served by a
// fresh actor; the one that was being worked on goes with a mark. Those whose submission the writer
// has are answered `unknown_outcome` by their guards. Then it waits to be put to rest like any
// other session, and hands back what still comes.

bool session_cell::failed(caf::mailbox_element& element, const char* what) {
  return awake().failed(element, what);
}

bool session_cell::passes(caf::mailbox_element& element) {
  return !state_ || state_->passes(element);
}

bool session_state::failed(caf::mailbox_element&, const char* what) {
  if (std::exchange(broken, true)) return false;
  // Its turns go on without being asked for: the fresh one is woken.
  if (!turns.open().empty() || stepping)
    self->send(peers.supervisor, wake_atom_v, ref, std::chrono::microseconds{0});
  self->send(peers.supervisor, crashed_atom_v, ref, std::string{what});
  static_cast<session_memory&>(*this) = session_memory{};
  reading = 0;  // what still comes is not listened to
  stepping.reset();
  until_settled.clear();
  until_erased.clear();
  if (!submitted)
    for (auto& request : in_flight) give_back(request);
  in_flight.clear();
  for (auto& request : std::exchange(queue, {})) give_back(request);
  queue_bytes = 0;
  handling = nullptr;
  const base::status restarts{base::errc::unavailable, "", "The session is being started again.",
                              100};
  for (auto& reader : std::exchange(readers, {})) {
    if (reader.give_back)
      reader.give_back();
    else
      reader.run(&restarts);
  }
  end_if_at_rest();
  return true;
}

void session_state::give_back(waiting& request) {
  const bool blamed = &request == handling;
  std::visit(
      [&](auto& r) {
        using kind = std::decay_t<decltype(r)>;
        if constexpr (!std::is_same_v<kind, chore>) {
          r.who.waited = true;
          if (blamed) ++r.who.crashes;
          auto to = r.to.release();
          if constexpr (std::is_same_v<kind, waiting_create>)
            to.delegate(peers.supervisor, typename kind::atom{}, std::move(r.who),
                        std::move(r.command));
          else
            to.delegate(peers.supervisor, typename kind::atom{}, std::move(r.who), ref,
                        std::move(r.command));
        }
      },
      request);
}

bool session_state::passes(caf::mailbox_element& element) {
  if (!broken) return true;
  if (element.mid.is_response()) {
    // To what it forgot. But the fresh actor must read the store after what the writer has.
    const auto writer = caf::actor_cast<caf::strong_actor_ptr>(peers.writer);
    if (!element.sender || element.sender == writer) submitted = false;
    end_if_at_rest();
    return false;
  }
  const auto& content = element.content();
  if (!element.mid.is_request() || content.size() < 2 || !content.match_element<caller>(1))
    return true;
  auto request = element.move_content_to_message();
  request.get_mutable_as<caller>(1).waited = true;
  // To the supervisor a request names its session, but for a creation, which holds the name.
  if (!request.match_element<create_command>(2))
    request = request.take(2) + caf::make_message(ref) + request.drop(2);
  caf::actor_cast<caf::strong_actor_ptr>(peers.supervisor)
      ->enqueue(element.sender, element.mid, std::move(request), self->context());
  return false;
}

}  // namespace parley::actors
