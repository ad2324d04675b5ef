#include "frontends/hostile/mutate.hpp"

#include <openssl/bio.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <array>

namespace parley::tests {

namespace {

constexpr std::array<std::string_view, 18> words{"\r\n",
                                                 "\r\n\r\n",
                                                 "\n",
                                                 "0\r\n\r\n",
                                                 "ffffffffffffffff\r\n",
                                                 "Content-Length: -1\r\n",
                                                 "Content-Length: 99999999999999999999\r\n",
                                                 "Transfer-Encoding: chunked\r\n",
                                                 "HTTP/1.1",
                                                 "HTTP/9.9",
                                                 "Host: h\r\n",
                                                 "Expect: 100-continue\r\n",
                                                 "Upgrade: websocket\r\n",
                                                 "\x88\x80",
                                                 "\x81\xff",
                                                 "\x16\x03\x01",
                                                 "\xff\xff\xff\xff",
                                                 "%00"};

std::string noise(dice& d, std::size_t bytes) {
  std::string out(bytes, '\0');
  for (auto& c : out) c = static_cast<char>(d());
  return out;
}

void change(std::string& bytes, dice& d) {
  const auto at = below(d, bytes.size() + 1);
  const auto some = 1 + below(d, 40);
  switch (below(d, 7)) {
    case 0:
      if (at < bytes.size()) bytes[at] = static_cast<char>(bytes[at] ^ (1 << below(d, 8)));
      return;
    case 1:
      bytes.erase(at, some);
      return;
    case 2:
      bytes.insert(at, bytes.substr(below(d, bytes.size() + 1), some));
      return;
    case 3:
      bytes.insert(at, noise(d, some));
      return;
    case 4:
      bytes.insert(at, words[below(d, words.size())]);
      return;
    case 5:
      bytes.resize(at);
      return;
    default:
      bytes.insert(at, std::string(below(d, 100'000), static_cast<char>(d())));
  }
}

std::string frame(dice& d) {
  static constexpr std::array<unsigned char, 8> firsts{0x81, 0x01, 0x80, 0x00,
                                                       0x89, 0x8a, 0x82, 0xc1};
  const auto size = below(d, 4) == 0 ? below(d, 70'000) : below(d, 126);
  std::string out(1, static_cast<char>(firsts[below(d, firsts.size())]));
  if (size < 126)
    out += static_cast<char>(0x80 | size);
  else if (size < 65536)
    out += {'\xfe', static_cast<char>(size >> 8), static_cast<char>(size)};
  else
    out += std::string("\xff\0\0\0\0\0", 6) + std::string{static_cast<char>(size >> 16),
                                                          static_cast<char>(size >> 8),
                                                          static_cast<char>(size)};
  return out + std::string(4, '\0') + std::string(size, static_cast<char>('a' + below(d, 20)));
}

}  // namespace

std::string mutated(std::string bytes, dice& d) {
  for (auto left = below(d, 5); left > 0; --left) change(bytes, d);
  return bytes;
}

std::string some_requests(dice& d) {
  std::string all;
  for (auto left = 1 + below(d, 4); left > 0; --left) {
    const auto body = std::string(below(d, 3) == 0 ? below(d, 60'000) : below(d, 300), 'b');
    switch (below(d, 5)) {
      case 0:
        all += "GET /x?y HTTP/1.1\r\nHost: h\r\nX-Request-Id: r1\r\n\r\n";
        break;
      case 1:
        all += "GET /big?" + std::to_string(below(d, 200'000)) + " HTTP/1.1\r\nHost: h\r\n\r\n";
        break;
      case 2:
        all += "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(body.size()) +
               "\r\n\r\n" + body;
        break;
      case 3:
        all +=
            "POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"
            "0\r\n\r\n";
        break;
      default:
        all +=
            "POST /echo HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: "
            "3\r\n\r\nabc";
    }
  }
  return all;
}

std::string some_handshake() {
  return "GET /ws HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
         "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n"
         "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
}

std::string some_frames(dice& d) {
  std::string all;
  for (auto left = 1 + below(d, 8); left > 0; --left) all += frame(d);
  if (below(d, 2) == 0) all += std::string("\x88\x82\0\0\0\0\x03\xe8", 8);
  return all;
}

std::string some_hello() {
  auto* context = SSL_CTX_new(TLS_client_method());
  auto* ssl = SSL_new(context);
  auto* out = BIO_new(BIO_s_mem());
  SSL_set_bio(ssl, BIO_new(BIO_s_mem()), out);
  SSL_connect(ssl);
  char* bytes = nullptr;
  const auto size = BIO_get_mem_data(out, &bytes);
  std::string hello(bytes, static_cast<std::size_t>(std::max(size, 0L)));
  SSL_free(ssl);
  SSL_CTX_free(context);
  return hello;
}

}  // namespace parley::tests
