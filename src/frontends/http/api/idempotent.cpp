#include "frontends/http/api/idempotent.hpp"

#include <algorithm>

namespace parley::frontends::http::api {

using base::errc;

namespace {

constexpr std::size_t key_max = 256;

bool is_key(std::string_view text) {
  return !text.empty() && text.size() <= key_max &&
         std::all_of(text.begin(), text.end(), [](char ch) { return ch > ' ' && ch <= '~'; });
}

}  // namespace

base::result<std::optional<storage::idempotency>> idempotency_of(const call& c) {
  const auto given = c.request.header("Idempotency-Key");
  if (!given) return std::optional<storage::idempotency>{};
  if (!is_key(*given))
    return base::fail(errc::invalid_argument, "Idempotency-Key",
                      "Idempotency-Key must be 1 to 256 visible ASCII characters.");
  return std::optional<storage::idempotency>{{std::string(*given),
                                              c.request.method + " " + c.request.path,
                                              base::digest_of(c.request.body)}};
}

base::result<void> check_same_body(const storage::idempotency& now, const protocol::replay& then) {
  if (now.body_digest == then.body_digest) return {};
  return base::fail(errc::idempotency_mismatch, "Idempotency-Key",
                    "This Idempotency-Key was used here with another body; use a new key.");
}

}  // namespace parley::frontends::http::api
