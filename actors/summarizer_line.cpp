#include "actors/summarizer_line.hpp"

namespace parley::actors {

void summarizer_line::push(const storage::session_ref& ref) {
  lines_[ref.tenant].push_back(ref.id);
  ++size_;
}

std::optional<storage::session_ref> summarizer_line::pop() {
  if (lines_.empty()) return std::nullopt;
  auto place = lines_.upper_bound(last_);
  if (place == lines_.end()) place = lines_.begin();
  last_ = place->first;
  storage::session_ref ref{place->first, std::move(place->second.front())};
  place->second.pop_front();
  if (place->second.empty()) lines_.erase(place);
  --size_;
  return ref;
}

void summarizer_line::remove(const storage::session_ref& ref) {
  const auto place = lines_.find(ref.tenant);
  if (place == lines_.end()) return;
  size_ -= static_cast<std::int64_t>(std::erase(place->second, ref.id));
  if (place->second.empty()) lines_.erase(place);
}

}  // namespace parley::actors
