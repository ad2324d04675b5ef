#include "frontends/http/transport/response_head.hpp"

#include <array>
#include <charconv>

#include "frontends/http/transport/problem.hpp"

namespace parley::frontends::http::transport {

namespace {

void append_number(std::string& out, std::size_t value, int base) {
  std::array<char, 24> text;
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value, base).ptr;
  out.append(text.data(), end);
}

void append_safely(std::string& out, std::string_view text) {
  for (const char c : text)
    out.push_back((static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f ? ' ' : c);
}

void append_header(std::string& out, std::string_view name, std::string_view value) {
  append_safely(out, name);
  out += ": ";
  append_safely(out, value);
  out += "\r\n";
}

}  // namespace

std::string write_head(const response& r, const head_facts& facts) {
  std::string out;
  out.reserve(256 + r.content_type.size());
  out += "HTTP/1.1 ";
  append_number(out, static_cast<std::size_t>(r.status), 10);
  out += ' ';
  out += reason_phrase(r.status);
  out += "\r\n";
  if (!r.content_type.empty()) append_header(out, "Content-Type", r.content_type);
  if (facts.body == framing::length) {
    out += "Content-Length: ";
    append_number(out, r.body.size(), 10);
    out += "\r\n";
  } else if (facts.body == framing::chunks) {
    out += "Transfer-Encoding: chunked\r\n";
  }
  for (const auto& [name, value] : r.headers) append_header(out, name, value);
  append_header(out, "X-Request-Id", facts.request_id);
  out += facts.date_line;
  if (!facts.keep_alive)
    out += "Connection: close\r\n";
  else if (facts.http_1_0)
    out += "Connection: keep-alive\r\n";
  out += "\r\n";
  return out;
}

std::string chunk_head(std::size_t bytes) {
  std::string out;
  append_number(out, bytes, 16);
  out += "\r\n";
  return out;
}

}  // namespace parley::frontends::http::transport
