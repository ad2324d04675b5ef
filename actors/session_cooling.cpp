#include <utility>

#include "actors/session.hpp"

namespace parley::actors {

using namespace protocol;

namespace {

/// The actor itself with its handlers, and its entry in the supervisor's table, about.
constexpr std::int64_t actor_bytes = 2300;

/// Whether an answer to something it asked is still to come. Nothing public says so.
struct asking : caf::scheduled_actor {
  static bool still(const caf::scheduled_actor& self) {
    return !(self.*&asking::multiplexed_responses_).empty();
  }
};

}  // namespace

session_cell::session_cell(pointer ptr) : self(ptr) {}
session_cell::~session_cell() = default;

session_state& session_cell::awake() {
  if (state_) return *state_;
  state_ = std::make_unique<session_state>(*this);
  if (packed_.empty()) {
    state_->newest = tail{env->tail_messages, env->tail_bytes};
    return *state_;
  }
  static_cast<session_memory&>(*state_) = unpack(std::exchange(packed_, {}));
  tell();
  return *state_;
}

bool session_cell::busy() const {
  const auto& s = *state_;
  return s.at == phase::loading || !s.queue.empty() || !s.in_flight.empty() ||
         !s.readers.empty() || s.passivation || s.broken || s.turns.running() ||
         !s.until_settled.empty() || !s.until_erased.empty() || s.erased || asking::still(*self);
}

void session_cell::cool() {
  if (state_ && !busy()) {
    packed_ = pack(*state_);
    state_.reset();
  }
  tell();
}

std::int64_t session_cell::bytes() {
  if (!state_) return actor_bytes + static_cast<std::int64_t>(packed_.size());
  // It is weighed after every commit, and the record changes rarely.
  if (state_->at == phase::live && weighed_revision_ != state_->record.revision) {
    weighed_revision_ = state_->record.revision;
    record_bytes_ = bytes_of(state_->record);
  }
  return actor_bytes + static_cast<std::int64_t>(sizeof(session_state)) + record_bytes_ +
         static_cast<std::int64_t>(state_->newest.bytes()) + bytes_of(state_->turns);
}

void session_cell::weigh() {
  const auto now = bytes();
  if (now > told_ + told_ / 2 || now < told_ / 2) tell();
}

void session_cell::tell() {
  told_ = bytes();
  self->send(peers.supervisor, weigh_atom_v, ref, told_, state_ == nullptr);
}

}  // namespace parley::actors
