#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace parley::tests {

using dice = std::mt19937_64;

inline std::size_t below(dice& d, std::size_t n) { return n == 0 ? 0 : d() % n; }

/// Bits turned, ranges left out, doubled, moved or filled with noise, and words put in that parsers
/// look for.
std::string mutated(std::string bytes, dice& d);

/// What a well-behaved client says: a few requests, one behind the other.
std::string some_requests(dice& d);

/// The request of a WebSocket's handshake, and what a client says behind it.
std::string some_handshake();
std::string some_frames(dice& d);

/// The first words of a TLS client.
std::string some_hello();

}  // namespace parley::tests
