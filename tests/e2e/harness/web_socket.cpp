#include "harness/web_socket.hpp"

namespace parley::e2e {

using domain::json;

namespace {

constexpr std::string_view mask = "\x11\x22\x33\x44";

std::uint64_t number(const std::string& bytes) {
  std::uint64_t value = 0;
  for (const unsigned char byte : bytes) value = value << 8 | byte;
  return value;
}

std::string bytes_of(std::uint64_t value, int count) {
  std::string bytes;
  for (int i = count - 1; i >= 0; --i) bytes += static_cast<char>(value >> (8 * i) & 0xff);
  return bytes;
}

}  // namespace

web_socket::web_socket(const std::string& url, const std::string& path,
                       const std::vector<std::string>& headers, int receive_buffer)
    : wire_(url, receive_buffer) {
  auto request = "GET " + path + " HTTP/1.1\r\nHost: " + url.substr(url.find("//") + 2) +
                 "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                 "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n";
  for (const auto& line : headers) request += line + "\r\n";
  wire_.send(request + "\r\n");
  head_ = wire_.take_head();
}

bool web_socket::send(opcode kind, const std::string& payload, bool last) {
  std::string bytes(1, static_cast<char>((last ? 0x80 : 0) | kind));
  if (payload.size() < 126)
    bytes += static_cast<char>(0x80 | payload.size());
  else if (payload.size() < 65536)
    bytes += static_cast<char>(0x80 | 126) + bytes_of(payload.size(), 2);
  else
    bytes += static_cast<char>(0x80 | 127) + bytes_of(payload.size(), 8);
  bytes += mask;
  for (std::size_t i = 0; i < payload.size(); ++i)
    bytes += static_cast<char>(payload[i] ^ mask[i % 4]);
  return wire_.send(bytes);
}

std::optional<web_socket::frame> web_socket::next_frame(wait_limit limit) {
  const auto begin = wire_.take(2, limit);
  if (begin.size() < 2) return std::nullopt;
  frame f;
  f.kind = static_cast<opcode>(begin[0] & 0x0f);
  std::uint64_t size = static_cast<unsigned char>(begin[1]) & 0x7f;
  if (size > 125) size = number(wire_.take(size == 126 ? 2 : 8, limit));
  f.payload = wire_.take(size, limit);
  if (f.payload.size() < size) return std::nullopt;
  if (f.kind == good_bye && size >= 2)
    f.code = static_cast<std::uint16_t>(number(f.payload.substr(0, 2)));
  return f;
}

json web_socket::ask(json request) {
  const auto id = "r" + std::to_string(++asked_);
  request["request_id"] = id;
  send(request);
  while (auto f = next_frame()) {
    if (f->kind != text) continue;
    auto said = json::parse(f->payload);
    if (said.value("request_id", json()) == id) return said;
    if (said.value("type", "") != "heartbeat") events_.push_back(std::move(said));
  }
  return nullptr;
}

json web_socket::next_event(wait_limit limit) {
  if (!events_.empty()) {
    auto first = std::move(events_.front());
    events_.pop_front();
    return first;
  }
  while (auto f = next_frame(limit)) {
    if (f->kind != text) continue;
    auto said = json::parse(f->payload);
    if (said.contains("type") && said["type"] != "heartbeat") return said;
  }
  return nullptr;
}

std::uint16_t web_socket::closed_with(wait_limit limit) {
  while (auto f = next_frame(limit))
    if (f->kind == good_bye) return f->code;
  return 0;
}

}  // namespace parley::e2e
