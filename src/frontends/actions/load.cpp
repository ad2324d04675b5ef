#include "frontends/actions/load.hpp"

#include <algorithm>

#include "frontends/actions/action.hpp"

namespace parley::frontends::actions {

namespace {

bool is_open(std::size_t count) { return count > 0; }

}  // namespace

room::operator bool() const {
  return actions > 0 && std::any_of(of_stream.begin(), of_stream.end(), is_open);
}

bool room::everywhere() const {
  return actions > 0 && std::all_of(of_stream.begin(), of_stream.end(), is_open);
}

void load::arrive(const queue_place& place, std::int64_t bytes) {
  held_[{place.stream, place.id}] = {bytes, 0, false};
  auto& line = waiting_.at(place.stream);
  ++line.count;
  line.bytes += bytes;
}

bool load::admits(std::int64_t answer_bytes) const {
  return active_ == 0 ||
         (active_ < most_.active && active_bytes_ + answer_bytes <= most_.active_bytes);
}

void load::begin(const queue_place& place, std::int64_t answer_bytes) {
  auto& of = held_.at({place.stream, place.id});
  auto& line = waiting_.at(place.stream);
  --line.count;
  line.bytes -= of.envelope;
  of.active = true;
  of.answer = answer_bytes;
  ++active_;
  active_bytes_ += of.envelope + of.answer;
}

void load::answer(const queue_place& place, std::int64_t answer_bytes) {
  auto& of = held_.at({place.stream, place.id});
  active_bytes_ += answer_bytes - of.answer;
  of.answer = answer_bytes;
}

void load::leave(const queue_place& place) {
  const auto at = held_.find({place.stream, place.id});
  if (at == held_.end()) return;
  const auto& of = at->second;
  if (of.active) {
    --active_;
    active_bytes_ -= of.envelope + of.answer;
  } else {
    auto& line = waiting_.at(place.stream);
    --line.count;
    line.bytes -= of.envelope;
  }
  held_.erase(at);
}

bool load::holds(const queue_place& place) const {
  return held_.contains({place.stream, place.id});
}

room load::left() const {
  room found;
  if (active_bytes_ < most_.active_bytes)
    found.actions = most_.active - std::min(active_, most_.active);
  for (std::size_t i = 0; i < waiting_.size(); ++i)
    if (waiting_[i].bytes < most_.waiting_bytes)
      found.of_stream[i] = most_.waiting - std::min(waiting_[i].count, most_.waiting);
  found.bytes = std::max<std::int64_t>(most_.active_bytes - active_bytes_, 1);
  return found;
}

}  // namespace parley::frontends::actions
