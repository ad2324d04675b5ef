#include "harness/live_reader.hpp"

#include <charconv>
#include <optional>
#include <utility>

#include "harness/wire.hpp"

namespace parley::e2e {

namespace {

/// What stands behind `"name":`, up to `end`.
std::string_view field(std::string_view json, std::string_view name, char end) {
  const auto at = json.find(name);
  if (at == std::string_view::npos) return {};
  const auto begin = at + name.size();
  return json.substr(begin, json.find(end, begin) - begin);
}

std::optional<std::size_t> number(std::string_view text, int base = 10) {
  std::size_t value = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc{} || stop != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

std::uint64_t live_reader::mix(std::uint64_t digest, std::string_view content) {
  // FNV-1a, with an end to each content.
  for (const unsigned char c : content) digest = (digest ^ c) * 1099511628211u;
  return (digest ^ 0xff) * 1099511628211u;
}

std::string live_reader::begin() {
  in_.clear();
  text_.clear();
  answered_ = false;
  const auto from = std::to_string(cursor_);
  const bool is_socket = kind_ == kind::web_socket;
  by_header_ = !is_socket && !by_header_;
  auto request = "GET /v1/tenants/default/sessions/" + session_ + (is_socket ? "/ws" : "/events") +
                 (by_header_ ? "" : "?from=" + from) + " HTTP/1.1\r\nHost: localhost\r\n";
  if (by_header_) request += "Last-Event-ID: " + from + "\r\n";
  if (is_socket)
    request +=
        "Upgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n";
  return request + "\r\n";
}

live_reader::verdict live_reader::take(std::string_view bytes) {
  in_.append(bytes);
  if (!answered_) {
    const auto head = take_head();
    if (head != verdict::open || !answered_) return head;
  }
  return kind_ == kind::web_socket ? take_frames() : take_chunks();
}

live_reader::verdict live_reader::take_head() {
  const auto end = in_.find("\r\n\r\n");
  if (end == std::string::npos) return verdict::open;
  const auto status = status_of(in_);
  if (status == 503) return verdict::refused;
  if (status != (kind_ == kind::web_socket ? 101 : 200)) return wrong("answered " + in_);
  in_.erase(0, end + 4);
  answered_ = true;
  return verdict::open;
}

live_reader::verdict live_reader::take_chunks() {
  std::size_t done = 0;
  for (;;) {
    const auto line = in_.find("\r\n", done);
    if (line == std::string::npos) break;
    const auto size = number(std::string_view(in_).substr(done, line - done), 16);
    if (!size) return wrong("no chunk: " + in_.substr(done, 40));
    if (*size == 0) return verdict::ended;
    if (in_.size() < line + 2 + *size + 2) break;
    text_.append(in_, line + 2, *size);
    done = line + 2 + *size + 2;
  }
  in_.erase(0, done);
  std::size_t begin = 0;
  for (std::size_t end = 0; (end = text_.find("\n\n", begin)) != std::string::npos;
       begin = end + 2) {
    const auto block = std::string_view(text_).substr(begin, end - begin);
    const auto data = block.find("\ndata: ");
    if (data == std::string_view::npos) continue;
    if (!take_event(block.substr(data + 7))) return verdict::wrong;
  }
  text_.erase(0, begin);
  return verdict::open;
}

live_reader::verdict live_reader::take_frames() {
  std::size_t done = 0;
  for (;;) {
    const auto rest = std::string_view(in_).substr(done);
    if (rest.size() < 2) break;
    std::size_t head = 2;
    std::size_t size = static_cast<unsigned char>(rest[1]);
    const std::size_t more = size == 126 ? 2 : size == 127 ? 8 : 0;
    if (rest.size() < head + more) break;
    if (more > 0) size = 0;
    for (; head < 2 + more; ++head) size = size << 8 | static_cast<unsigned char>(rest[head]);
    if (rest.size() < head + size) break;
    const auto opcode = rest[0] & 0x0f;
    if (opcode == 8) return verdict::ended;
    if (opcode == 1 && !take_event(rest.substr(head, size))) return verdict::wrong;
    done += head + size;
  }
  in_.erase(0, done);
  return verdict::open;
}

bool live_reader::take_event(std::string_view json) {
  if (json.find("\"type\":\"message_appended\"") == std::string_view::npos) return true;
  const auto seq = number(field(json, "\"cursor\":", ','));
  if (!seq || static_cast<std::int64_t>(*seq) != cursor_ + 1) {
    wrong("behind " + std::to_string(cursor_) + " came " + std::string(json));
    return false;
  }
  ++cursor_;
  const auto content = field(json, "\"content\":\"", '"');
  digest_ = mix(digest_, content);
  if (listener_) listener_(cursor_, content);
  return true;
}

live_reader::verdict live_reader::wrong(std::string what) {
  if (mistake_.empty()) mistake_ = session_ + ": " + std::move(what);
  return verdict::wrong;
}

}  // namespace parley::e2e
