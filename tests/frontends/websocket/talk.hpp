#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "e2e/harness/wire.hpp"
#include "frontends/http/transport/socket.hpp"
#include "frontends/transport_support.hpp"

namespace parley::tests {

enum opcode : std::uint8_t { more = 0, text = 1, binary = 2, good_bye = 8, ping = 9, pong = 10 };

/// A frame of a client, masked. `reserved` are the bits RSV1 (4), RSV2 (2) and RSV3 (1).
std::string frame(int op, std::string_view payload = "", bool last = true, int reserved = 0);

/// A good-bye with a code and a reason.
std::string bye(int code, std::string_view reason = "");

/// One case of the Autobahn test suite, under its number.
struct socket_case {
  std::string number;
  std::string sent;
  /// What comes back: "t:TEXT", "p:PAYLOAD" of a pong, "c:CODE" of a good-bye. Without a good-bye
  /// at the end the client says one, and the server repeats it.
  std::vector<std::string> back;
  std::size_t chop = 0;  ///< bytes that are sent at once; 0: all
};

/// A server whose WebSockets send back every text, up to a mebibyte.
struct socket_world : test_server {
  /// What becomes of an upgrade before it is answered.
  std::function<void(upgrade&)> adjust;

  void start_echo();

  /// A connection after the handshake, with more headers in it when they are given.
  e2e::wire open(const std::string& headers = "") const;

  /// What comes back, and "ended" or "open" as the connection is left behind. Says good-bye when
  /// the server does.
  std::vector<std::string> talk(const socket_case& one) const;

  /// Runs all cases; prints and counts those that go another way. `list` names them.
  int failures(const std::vector<socket_case>& cases) const;
};

/// The next frame as in `socket_case::back`, other ones as "OPCODE:PAYLOAD"; empty: no more came.
std::string next_frame(e2e::wire& from);

}  // namespace parley::tests
