#define CAF_SUITE frontends_websocket_deflate
#include <zlib.h>

#include "caf/test/unit_test.hpp"
#include "frontends/websocket/talk.hpp"

// Cases 12 and 13 of the Autobahn test suite: messages that are compressed (RFC 7692), what is
// agreed on in the handshake, and what must not come of it.

using namespace parley::tests;
namespace e2e = parley::e2e;
using std::string;

namespace {

constexpr int window_bits = 12;
constexpr bool open_end = false;
constexpr int compressed = 4;  ///< RSV1
const string offer = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n";

/// What one side has compressed so far is the other's dictionary.
class packer {
 public:
  packer() { deflateInit2(&z_, 6, Z_DEFLATED, -window_bits, 8, Z_DEFAULT_STRATEGY); }
  ~packer() { deflateEnd(&z_); }
  packer(const packer&) = delete;
  packer& operator=(const packer&) = delete;

  string pack(const string& message) {
    string out(deflateBound(&z_, message.size()) + 64, '\0');
    z_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(message.data()));
    z_.avail_in = static_cast<uInt>(message.size());
    z_.next_out = reinterpret_cast<Bytef*>(out.data());
    z_.avail_out = static_cast<uInt>(out.size());
    deflate(&z_, Z_SYNC_FLUSH);
    out.resize(out.size() - z_.avail_out - 4);  // 00 00 ff ff is left out
    return out;
  }

 private:
  z_stream z_{};
};

class unpacker {
 public:
  unpacker() { inflateInit2(&z_, -window_bits); }
  ~unpacker() { inflateEnd(&z_); }
  unpacker(const unpacker&) = delete;
  unpacker& operator=(const unpacker&) = delete;

  string unpack(string message) {
    message += string("\x00\x00\xff\xff", 4);
    string out(2'000'000, '\0');
    z_.next_in = reinterpret_cast<Bytef*>(message.data());
    z_.avail_in = static_cast<uInt>(message.size());
    z_.next_out = reinterpret_cast<Bytef*>(out.data());
    z_.avail_out = static_cast<uInt>(out.size());
    inflate(&z_, Z_SYNC_FLUSH);
    out.resize(out.size() - z_.avail_out);
    return out;
  }

 private:
  z_stream z_{};
};

/// JSON of about so many bytes, in which much is the same and much is not.
string sample(std::size_t bytes) {
  string out = "[";
  for (unsigned i = 1; out.size() < bytes; ++i)
    out += "{\"seq\": " + std::to_string(i * 2654435761u) + ", \"role\": \"user\"},";
  out.resize(bytes);
  return out;
}

struct fixture : socket_world {
  fixture() {
    options.deflate = true;
    start_echo();
  }

  /// A whole message of the server, and whether it was compressed.
  static std::pair<string, bool> next_message(e2e::wire& from, unpacker& with) {
    string payload;
    bool packed = false;
    for (;;) {
      const auto begin = from.take(2);
      if (begin.size() < 2) return {"ended", false};
      std::size_t size = static_cast<unsigned char>(begin[1]);
      if (size > 125) {
        const auto length = from.take(size == 126 ? 2 : 8);
        size = 0;
        for (const unsigned char c : length) size = size << 8 | c;
      }
      packed = packed || (begin[0] & 0x40) != 0;
      payload += from.take(size);
      if ((begin[0] & 0x80) != 0) break;
    }
    return {packed ? with.unpack(payload) : payload, packed};
  }

  string answer_to(const string& sent) {
    auto c = open(offer);
    c.send(sent);
    auto first = next_frame(c);
    c.send(frame(good_bye));
    c.take(1);
    return c.over() ? first : first + ", open";
  }
};

}  // namespace

CAF_TEST_FIXTURE_SCOPE(websocket_deflate_tests, fixture)

CAF_TEST(messages of every size) {
  auto c = open(offer);
  packer out;
  unpacker in;
  for (const std::size_t size :
       {16u, 64u, 256u, 1024u, 4096u, 8192u, 16384u, 32768u, 65536u, 131072u}) {
    const auto message = sample(size);
    int good = 0;
    for (int i = 0; i < 50; ++i) {
      c.send(frame(text, out.pack(message), true, compressed));
      const auto [back, packed] = next_message(c, in);
      good += back == message && packed == (size >= 128);
    }
    CAF_CHECK_EQUAL(good, 50);
  }
}

CAF_TEST(fragments and control frames between them) {
  auto c = open(offer);
  packer out;
  unpacker in;
  const auto message = sample(10'000);
  for (const std::size_t size : {1u, 7u, 1000u}) {
    const auto packed = out.pack(message);
    string all;
    for (std::size_t at = 0; at < packed.size(); at += size)
      all +=
          frame(at == 0 ? text : more, packed.substr(at, size), open_end, at == 0 ? compressed : 0);
    c.send(all + frame(more));
    CAF_CHECK(next_message(c, in).first == message);
    c.send(frame(ping, "p"));
    CAF_CHECK_EQUAL(next_frame(c), "p:p");
    c.send(frame(text, "as it is"));
    CAF_CHECK_EQUAL(next_message(c, in).first, "as it is");
  }
}

CAF_TEST(what is agreed on) {
  const string ours = "permessage-deflate";
  const struct {
    string offer, accepted;
  } table[] = {
      {"permessage-deflate", ""},  // would let the client have a window of 32 KiB
      {"permessage-deflate; client_max_window_bits",
       ours + "; server_max_window_bits=12; client_max_window_bits=12"},
      {"permessage-deflate; client_max_window_bits=10",
       ours + "; server_max_window_bits=12; client_max_window_bits=10"},
      {"permessage-deflate; client_max_window_bits=15",
       ours + "; server_max_window_bits=12; client_max_window_bits=12"},
      {"permessage-deflate; client_max_window_bits; server_max_window_bits=9",
       ours + "; server_max_window_bits=9; client_max_window_bits=12"},
      {"permessage-deflate; client_max_window_bits; server_no_context_takeover",
       ours + "; server_no_context_takeover; server_max_window_bits=12; client_max_window_bits=12"},
      {"permessage-deflate; client_max_window_bits; client_no_context_takeover",
       ours + "; client_no_context_takeover; server_max_window_bits=12; client_max_window_bits=12"},
      {"permessage-deflate; client_max_window_bits=7", ""},
      {"permessage-deflate; client_max_window_bits=16", ""},
      {"permessage-deflate; client_max_window_bits; strange", ""},
      {"x-webkit-deflate-frame", ""},
  };
  for (const auto& row : table) {
    CAF_MESSAGE(row.offer);
    raw_socket c(port());
    c.send(
        "GET /ws HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Extensions: " +
        row.offer + "\r\n\r\n");
    const auto head = c.receive_until("\r\n\r\n");
    CAF_CHECK(head.starts_with("HTTP/1.1 101 "));
    const string name = "Sec-WebSocket-Extensions: ";
    const auto at = head.find(name);
    const auto said = at == string::npos
                          ? ""
                          : head.substr(at + name.size(), head.find("\r\n", at) - at - name.size());
    CAF_CHECK_EQUAL(said, row.accepted);
  }
}

CAF_TEST(what must not be) {
  packer out;
  CAF_CHECK_EQUAL(answer_to(frame(ping, "", true, compressed)), "c:1002");
  CAF_CHECK_EQUAL(answer_to(frame(text, "", open_end) + frame(more, "", true, compressed)),
                  "c:1002");
  CAF_CHECK_EQUAL(answer_to(frame(binary, out.pack("x"), true, compressed)), "c:1003");
  CAF_CHECK_EQUAL(answer_to(frame(text, packer().pack("\xff"), true, compressed)), "c:1007");
  // What cannot be unpacked ends the connection without a word.
  CAF_CHECK_EQUAL(answer_to(frame(text, string(100, '\xff'), true, compressed)), "");
}

CAF_TEST(a message counts as it is unpacked) {
  const string longest(1048576, 'x');
  auto c = open(offer);
  unpacker in;
  c.send(frame(text, packer().pack(longest), true, compressed));
  CAF_CHECK(next_message(c, in).first == longest);
  CAF_CHECK_EQUAL(answer_to(frame(text, packer().pack(longest + "x"), true, compressed)), "c:1009");
  const auto bomb = packer().pack(string(50'000'000, '\0'));
  CAF_CHECK_LESS(bomb.size(), 100'000u);
  CAF_CHECK_EQUAL(answer_to(frame(text, bomb, true, compressed)), "c:1009");
}

CAF_TEST_FIXTURE_SCOPE_END()

CAF_TEST(nothing is compressed unless it is switched on) {
  socket_world world;
  world.start_echo();
  auto c = world.open(offer);
  c.send(frame(text, string(1000, 'x')));
  CAF_CHECK_EQUAL(next_frame(c), "t:" + string(1000, 'x'));
  c.send(frame(text, packer().pack("x"), true, compressed));
  CAF_CHECK_EQUAL(next_frame(c), "c:1002");
}
