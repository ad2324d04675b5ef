#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace parley::base {

/// The first 16 bytes of a SHA-256: enough to tell two bodies of one client apart.
using digest = std::array<std::uint8_t, 16>;

digest digest_of(std::string_view bytes);

/// SHA-256 (FIPS 180-4) over a stream of bytes.
class sha256 {
 public:
  sha256();
  ~sha256();
  sha256(sha256&&) noexcept;
  sha256& operator=(sha256&&) noexcept;

  void update(std::string_view bytes);

  /// 64 lower-case hexadecimal digits. Call it once, last.
  std::string hex();

 private:
  struct impl;
  std::unique_ptr<impl> impl_;
};

}  // namespace parley::base
