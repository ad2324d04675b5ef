#include "parley/base/ids.hpp"

#include <cstdint>

namespace parley::base {

namespace {

void append_hex(std::string& out, std::uint64_t value, int digits) {
  for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4)
    out.push_back("0123456789abcdef"[(value >> shift) & 0x0f]);
}

}  // namespace

std::string make_uuid(const clock& c, entropy& e) {
  const auto ms = static_cast<std::uint64_t>(to_micros(c.now()) / 1000);
  const auto a = e.next();
  const auto b = e.next();
  std::string out;
  out.reserve(36);
  append_hex(out, (ms >> 16) & 0xffffffff, 8);
  out.push_back('-');
  append_hex(out, ms & 0xffff, 4);
  out.push_back('-');
  append_hex(out, 0x7000 | (a & 0x0fff), 4);  // version 7
  out.push_back('-');
  append_hex(out, 0x8000 | ((a >> 16) & 0x3fff), 4);  // variant of RFC 9562
  out.push_back('-');
  append_hex(out, b & 0xffffffffffff, 12);
  return out;
}

std::string make_suffix(entropy& e) {
  auto bits = e.next();
  std::string out(10, '0');
  for (auto& c : out) {
    c = "0123456789abcdefghjkmnpqrstvwxyz"[bits & 0x1f];
    bits >>= 5;
  }
  return out;
}

}  // namespace parley::base
