#include "harness/event_stream.hpp"

#include <sstream>

namespace parley::e2e {

event_stream::event_stream(const std::string& url, const std::string& path,
                           const std::vector<std::string>& headers, int receive_buffer)
    : wire_(url, receive_buffer) {
  auto request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n";
  for (const auto& line : headers) request += line + "\r\n";
  wire_.send(request + "\r\n");
  head_ = wire_.take_head();
}

bool event_stream::more(wait_limit limit) {
  if (ended_) return false;
  const auto line = wire_.take_line(limit);
  if (line.empty()) return false;
  const auto size = std::stoul(line, nullptr, 16);
  const auto chunk = wire_.take(size + 2, limit);
  if (chunk.size() < size + 2) return false;
  text_ += chunk.substr(0, size);
  ended_ = size == 0;
  return !ended_;
}

std::optional<sent_event> event_stream::next_of_all(wait_limit limit) {
  for (;;) {
    std::size_t end = 0;
    while ((end = text_.find("\n\n")) == std::string::npos)
      if (!more(limit)) return std::nullopt;
    std::istringstream block(text_.substr(0, end));
    text_.erase(0, end + 2);
    sent_event event;
    for (std::string line; std::getline(block, line);) {
      if (line.starts_with("id: ")) event.id = line.substr(4);
      if (line.starts_with("event: ")) event.type = line.substr(7);
      if (line.starts_with("data: ")) event.data = domain::json::parse(line.substr(6));
    }
    if (!event.type.empty()) return event;
  }
}

std::optional<sent_event> event_stream::next(wait_limit limit) {
  for (;;) {
    auto event = next_of_all(limit);
    if (!event || event->type != "heartbeat") return event;
  }
}

}  // namespace parley::e2e
