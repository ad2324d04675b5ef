#include "actors/tail.hpp"

#include <algorithm>
#include <charconv>

namespace parley::actors {

void tail::reset(std::vector<domain::message> messages) {
  messages_.clear();
  bytes_ = 0;
  for (auto& m : messages) push(std::move(m));
}

void tail::push(domain::message m) {
  bytes_ += m.bytes();
  messages_.push_back(std::move(m));
  while (!messages_.empty() && (messages_.size() > static_cast<std::size_t>(messages_max_) ||
                                bytes_ > static_cast<std::size_t>(bytes_max_))) {
    bytes_ -= messages_.front().bytes();
    messages_.pop_front();
  }
}

std::optional<std::vector<domain::message>> tail::page(const storage::page_request& request) const {
  const auto first_held = messages_.empty() ? request.upto + 1 : messages_.front().seq;
  const auto last = std::min(request.upto, request.before.value_or(request.upto + 1) - 1);
  auto from = request.after.value_or(0) + 1;
  auto to = last;
  if (request.after)
    to = std::min(last, from + request.items_max - 1);
  else
    from = std::max(from, last - request.items_max + 1);
  if (from > to) return std::vector<domain::message>{};
  if (from < first_held) return std::nullopt;

  std::vector<domain::message> result;
  std::int64_t bytes = 0;
  const auto at = [&](std::int64_t seq) -> const domain::message& {
    return messages_[static_cast<std::size_t>(seq - first_held)];
  };
  const auto take = [&](std::int64_t seq) {
    bytes += static_cast<std::int64_t>(at(seq).bytes());
    if (bytes > request.bytes_max && !result.empty()) return false;
    result.push_back(at(seq));
    return true;
  };
  if (request.after) {
    for (auto seq = from; seq <= to && take(seq); ++seq) {
    }
  } else {
    for (auto seq = to; seq >= from && take(seq); --seq) {
    }
    std::reverse(result.begin(), result.end());
  }
  return result;
}

const domain::message* tail::find(const std::string& name) const {
  std::int64_t seq = 0;
  const auto* end = name.data() + name.size();
  const auto [stop, error] = std::from_chars(name.data(), end, seq);
  const bool by_seq = error == std::errc{} && stop == end;
  const auto found = std::find_if(messages_.begin(), messages_.end(), [&](const auto& m) {
    return by_seq ? m.seq == seq : m.message_id == name;
  });
  return found == messages_.end() ? nullptr : &*found;
}

}  // namespace parley::actors
