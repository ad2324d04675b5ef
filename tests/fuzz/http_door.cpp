// libFuzzer: whatever comes in over a socket, and however it is cut, gives the same requests or a
// refusal, within the limits; and the helpers that take a request apart are strict and harmless.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "frontends/http/transport/problem.hpp"
#include "frontends/http/transport/request_reader.hpp"
#include "frontends/http/transport/response_head.hpp"
#include "frontends/http/transport/response_reader.hpp"
#include "frontends/http/transport/server_url.hpp"
#include "frontends/http/transport/target.hpp"
#include "parley/base/utf8.hpp"
#include "parley/domain/json.hpp"

using namespace parley::frontends::http::transport;

namespace {

constexpr std::int64_t header_bytes = 256;
constexpr std::int64_t body_bytes = 128;

void must(bool condition) {
  if (!condition) std::abort();
}

std::string describe(const request& r) {
  auto out = r.method + ' ' + r.target + ' ' + r.path + ' ' + r.query + (r.keep_alive ? '+' : '-');
  for (const auto& [name, value] : r.headers) out += '\n' + name + ':' + value;
  return out + "\n\n" + r.body;
}

void check(const request& r) {
  must(r.body.size() <= body_bytes);
  std::size_t header = r.method.size() + r.target.size();
  for (const auto& [name, value] : r.headers) {
    must(!name.empty() && value.find_first_of(std::string_view("\r\n\0", 3)) == value.npos);
    header += name.size() + value.size();
  }
  must(header <= header_bytes);
}

/// The complete requests in `bytes`, fed in parts as `cuts` says; stops at the first refusal.
std::vector<std::string> read_all(std::string_view bytes, std::uint64_t cuts) {
  std::vector<std::string> out;
  request_reader reader(header_bytes);
  std::string in;
  while (!bytes.empty()) {
    cuts = cuts * 6364136223846793005ULL + 1442695040888963407ULL;
    const auto n = cuts == 1442695040888963407ULL
                       ? bytes.size()
                       : std::min<std::size_t>(bytes.size(), 1 + (cuts >> 60));
    in += bytes.substr(0, n);
    bytes.remove_prefix(n);
    for (bool more = false; !more;) {
      const auto step = reader.feed(in);
      must(step.consumed <= in.size());
      in.erase(0, step.consumed);
      switch (step.now) {
        case request_reader::state::more:
          must(in.size() <= header_bytes);
          more = true;
          break;
        case request_reader::state::head:
          if (!reader.admit(body_bytes)) return out;
          break;
        case request_reader::state::done: {
          const auto r = reader.take();
          check(r);
          out.push_back(describe(r));
          break;
        }
        case request_reader::state::failed: {
          const auto& fault = reader.fault();
          must(fault.http == 400 || fault.http == 413 || fault.http == 431);
          must(parley::domain::json::accept(problem(fault.why, "id", {}, fault.http).body));
          return out;
        }
      }
    }
  }
  return out;
}

bool is_clean(std::string_view text) {
  return parley::base::is_utf8(text) && text.find('\0') == text.npos;
}

void check_target(std::string_view text) {
  const auto parts = split_target(text);
  if (const auto segments = split_path(parts.path)) {
    std::string again;
    for (const auto& s : *segments) {
      must(is_clean(s));
      again += '/' + percent_encode(s);
    }
    const auto back = split_path(again.empty() ? "/" : again);
    // "/" is no segment and also what one empty segment would be written as.
    must(back && (*back == *segments || again == "/"));
  }
  if (const auto pairs = split_query(parts.query))
    for (const auto& [name, value] : *pairs) must(is_clean(name) && is_clean(value));
  const auto decoded = percent_decode(percent_encode(text), "");
  must(decoded.has_value() == is_clean(text) && (!decoded || *decoded == text));
  if (const auto url = parse_server_url(text)) must(!url->host.empty());
}

/// A header that an application makes of hostile text is still one line.
void check_head(std::string_view text) {
  response r;
  r.headers.emplace_back("X-Text", text);
  r.content_type = text;
  const auto head = write_head(r, {framing::length, true, false, text, ""});
  std::size_t lines = 0;
  for (std::size_t at = 0; (at = head.find('\n', at)) != head.npos; ++at) ++lines;
  must(lines == 5 + (text.empty() ? 0 : 1));
}

void check_response(std::string_view text) {
  response_reader reader(false, 128, nullptr);
  std::string in;
  for (const char c : text) {
    in.push_back(c);
    const auto step = reader.feed(in);
    if (!step || step->done) return;
    in.erase(0, step->consumed);
  }
  reader.end();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  std::uint64_t cuts = size;
  for (const auto c : text) cuts = cuts * 31 + static_cast<unsigned char>(c);
  const auto whole = read_all(text, 0);
  must(read_all(text, cuts | 1) == whole);
  must(read_all(text, ~cuts | 1) == whole);
  check_target(text);
  check_head(text);
  check_response(text);
  return 0;
}
