#define CAF_SUITE digest

#include "parley/base/digest.hpp"

#include "caf/test/unit_test.hpp"

using namespace parley::base;

namespace {

struct sample {
  std::string text;
  std::string hex;
};

// Examples of FIPS 180-4's own test material.
const sample samples[] = {
    {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
    {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
     "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
    {std::string(1000000, 'a'), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"},
};

std::string hex_of(const digest& d) {
  std::string out;
  for (const auto byte : d) {
    out.push_back("0123456789abcdef"[byte >> 4]);
    out.push_back("0123456789abcdef"[byte & 15]);
  }
  return out;
}

}  // namespace

CAF_TEST(sha256 of known texts) {
  for (const auto& s : samples) {
    sha256 whole;
    whole.update(s.text);
    CAF_CHECK_EQUAL(whole.hex(), s.hex);
  }
}

CAF_TEST(sha256 does not depend on how the text is cut) {
  for (const auto& s : samples) {
    sha256 pieces;
    for (std::size_t at = 0; at < s.text.size(); at += 997)
      pieces.update(std::string_view{s.text}.substr(at, 997));
    sha256 moved = std::move(pieces);
    CAF_CHECK_EQUAL(moved.hex(), s.hex);
  }
}

CAF_TEST(a digest is the first half of the sha256) {
  for (const auto& s : samples) CAF_CHECK_EQUAL(hex_of(digest_of(s.text)), s.hex.substr(0, 32));
}

CAF_TEST(digests of different texts differ) {
  CAF_CHECK(digest_of("a") != digest_of("b"));
  CAF_CHECK(digest_of("a") == digest_of("a"));
}
