#include "parley/base/digest.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <new>

namespace parley::base {

namespace {

constexpr std::size_t sha256_bytes = 32;

/// Fetched once: looking the algorithm up costs more than hashing a short message.
const EVP_MD* algorithm() {
  static const EVP_MD* const fetched = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  return fetched;
}

struct context_free {
  void operator()(EVP_MD_CTX* p) const { EVP_MD_CTX_free(p); }
};
using context = std::unique_ptr<EVP_MD_CTX, context_free>;

context new_context() {
  context made{EVP_MD_CTX_new()};
  if (!made) throw std::bad_alloc{};
  return made;
}

/// The calls below fail only when memory does, or when the machine has no SHA-256 at all; a wrong
/// digest must never be taken for a right one.
void require(int ok) {
  if (ok != 1) throw std::bad_alloc{};
}

}  // namespace

digest digest_of(std::string_view bytes) {
  thread_local const context reused = new_context();
  std::array<std::uint8_t, sha256_bytes> full;
  require(EVP_DigestInit_ex2(reused.get(), algorithm(), nullptr));
  require(EVP_DigestUpdate(reused.get(), bytes.data(), bytes.size()));
  require(EVP_DigestFinal_ex(reused.get(), full.data(), nullptr));
  digest out;
  std::copy_n(full.begin(), out.size(), out.begin());
  return out;
}

struct sha256::impl {
  context state = new_context();
};

sha256::sha256() : impl_(std::make_unique<impl>()) {
  require(EVP_DigestInit_ex2(impl_->state.get(), algorithm(), nullptr));
}

sha256::~sha256() = default;
sha256::sha256(sha256&&) noexcept = default;
sha256& sha256::operator=(sha256&&) noexcept = default;

void sha256::update(std::string_view bytes) {
  require(EVP_DigestUpdate(impl_->state.get(), bytes.data(), bytes.size()));
}

std::string sha256::hex() {
  std::array<std::uint8_t, sha256_bytes> full;
  require(EVP_DigestFinal_ex(impl_->state.get(), full.data(), nullptr));
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  out.reserve(2 * full.size());
  for (const auto byte : full) {
    out.push_back(digits[byte >> 4]);
    out.push_back(digits[byte & 0x0f]);
  }
  return out;
}

}  // namespace parley::base
