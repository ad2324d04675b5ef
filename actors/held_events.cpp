#include "actors/held_events.hpp"

#include <utility>

namespace parley::actors {

void held_events::hold(event_ptr what, std::int64_t after, std::uint64_t read) {
  bytes_ += what->bytes();
  auto& of = sessions_[what->session_id];
  of.push_back({std::move(what), after, read});
}

bool held_events::hold_behind(const event_ptr& what) {
  const auto of = sessions_.find(what->session_id);
  if (of == sessions_.end()) return false;
  const auto last = of->second.back();
  hold(what, last.after, last.read);
  return true;
}

template <class F>
void held_events::take(queue& from, F is_due, std::vector<event_ptr>& into) {
  while (!from.empty() && is_due(from.front())) {
    bytes_ -= from.front().what->bytes();
    into.push_back(std::move(from.front().what));
    from.pop_front();
  }
}

template <class F>
std::vector<held_events::event_ptr> held_events::take_all(F is_due) {
  std::vector<event_ptr> due;
  for (auto at = sessions_.begin(); at != sessions_.end();) {
    take(at->second, is_due, due);
    at = at->second.empty() ? sessions_.erase(at) : std::next(at);
  }
  return due;
}

std::vector<held_events::event_ptr> held_events::before(const std::string& session_id,
                                                        std::int64_t seq) {
  std::vector<event_ptr> due;
  const auto of = sessions_.find(session_id);
  if (of == sessions_.end()) return due;
  take(
      of->second, [&](const entry& e) { return e.after < seq; }, due);
  if (of->second.empty()) sessions_.erase(of);
  return due;
}

std::vector<held_events::event_ptr> held_events::read(std::uint64_t number) {
  return take_all([&](const entry& e) { return e.read <= number; });
}

std::vector<held_events::event_ptr> held_events::all() {
  return take_all([](const entry&) { return true; });
}

void held_events::forget(const std::string& session_id) {
  const auto of = sessions_.find(session_id);
  if (of == sessions_.end()) return;
  std::vector<event_ptr> gone;
  take(
      of->second, [](const entry&) { return true; }, gone);
  sessions_.erase(of);
}

}  // namespace parley::actors
