#include "frontends/websocket/talk.hpp"

#include <iostream>

namespace parley::tests {

namespace {

constexpr std::string_view mask = "\x37\xfa\x21\x3d";

std::string big_endian(std::uint64_t value, int bytes) {
  std::string out;
  for (int i = bytes - 1; i >= 0; --i) out += static_cast<char>(value >> (8 * i) & 0xff);
  return out;
}

std::uint64_t number(const std::string& bytes) {
  std::uint64_t value = 0;
  for (const unsigned char byte : bytes) value = value << 8 | byte;
  return value;
}

class echo final : public socket_user {
 public:
  void opened(std::shared_ptr<socket_link> link) override {
    link_ = std::move(link);
    link_->read();
  }
  void received(std::string text) override {
    link_->send(std::move(text));
    link_->read();
  }
  void drained() override {}
  void closed() override { link_.reset(); }

 private:
  std::shared_ptr<socket_link> link_;
};

std::string shown(const std::vector<std::string>& all) {
  std::string out;
  for (const auto& one : all) out += (out.empty() ? "" : ", ") + one.substr(0, 60);
  return out;
}

}  // namespace

std::string frame(int op, std::string_view payload, bool last, int reserved) {
  std::string bytes(1, static_cast<char>((last ? 0x80 : 0) | reserved << 4 | op));
  if (payload.size() < 126)
    bytes += static_cast<char>(0x80 | payload.size());
  else if (payload.size() < 65536)
    bytes += static_cast<char>(0x80 | 126) + big_endian(payload.size(), 2);
  else
    bytes += static_cast<char>(0x80 | 127) + big_endian(payload.size(), 8);
  bytes += mask;
  for (std::size_t i = 0; i < payload.size(); ++i)
    bytes += static_cast<char>(payload[i] ^ mask[i % 4]);
  return bytes;
}

std::string bye(int code, std::string_view reason) {
  return frame(good_bye, big_endian(static_cast<std::uint64_t>(code), 2) + std::string(reason));
}

void socket_world::start_echo() {
  start([this](request r, responder respond) {
    response answer;
    if (asks_for_socket(r)) {
      answer.socket = std::make_shared<upgrade>();
      answer.socket->headers = std::move(r.headers);
      answer.socket->target = r.target;
      answer.socket->user = std::make_shared<echo>();
      if (adjust) adjust(*answer.socket);
    }
    respond(std::move(answer));
  });
}

e2e::wire socket_world::open(const std::string& headers) const {
  e2e::wire made("http://127.0.0.1:" + std::to_string(port()));
  made.send(
      "GET /ws HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n" +
      headers + "\r\n");
  if (e2e::status_of(made.take_head()) != 101) throw std::runtime_error("no handshake");
  return made;
}

std::string next_frame(e2e::wire& from) {
  const auto begin = from.take(2);
  if (begin.size() < 2) return {};
  std::uint64_t size = static_cast<unsigned char>(begin[1]);
  if (size > 127) return "masked";
  if (size > 125) size = number(from.take(size == 126 ? 2 : 8));
  auto payload = from.take(size);
  if (payload.size() < size) return "cut";
  switch (static_cast<unsigned char>(begin[0])) {
    case 0x80 | text:
      return "t:" + payload;
    case 0x80 | pong:
      return "p:" + payload;
    case 0x80 | good_bye:
      return "c:" + (size < 2 ? "" : std::to_string(number(payload.substr(0, 2))));
    default:
      return std::to_string(static_cast<unsigned char>(begin[0])) + ":" + payload;
  }
}

std::vector<std::string> socket_world::talk(const socket_case& one) const {
  auto to = open();
  const bool ends = !one.back.empty() && one.back.back().starts_with("c:");
  const auto bytes = one.sent + (ends ? "" : bye(1000));
  const auto part = one.chop == 0 ? bytes.size() : one.chop;
  for (std::size_t at = 0; at < bytes.size(); at += part)
    if (!to.send(std::string_view(bytes).substr(at, part))) break;
  std::vector<std::string> back;
  for (;;) {
    auto came = next_frame(to);
    if (came.empty()) break;
    if (came.starts_with("c:")) to.send(frame(good_bye));
    back.push_back(std::move(came));
  }
  back.emplace_back(to.over() ? "ended" : "open");
  return back;
}

int socket_world::failures(const std::vector<socket_case>& cases) const {
  int failed = 0;
  for (const auto& one : cases) {
    auto expected = one.back;
    if (expected.empty() || !expected.back().starts_with("c:")) expected.emplace_back("c:1000");
    expected.emplace_back("ended");
    const auto back = talk(one);
    if (back == expected) continue;
    ++failed;
    std::cerr << "case " << one.number << ": " << shown(back) << "; expected: " << shown(expected)
              << "\n";
  }
  return failed;
}

}  // namespace parley::tests
