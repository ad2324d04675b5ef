#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

namespace parley::frontends::http::api {

/// What each of many names has open at the same time. Any thread.
class concurrency_limiter {
 public:
  /// Held while it is open; given back when the last copy goes, which may be after the limiter.
  using place = std::shared_ptr<const void>;

  /// 0: no limit.
  explicit concurrency_limiter(std::int64_t most)
      : most_(static_cast<std::size_t>(most)), book_(std::make_shared<book>()) {}

  /// nullopt when the name has as many as it may; null without a limit.
  std::optional<place> take(const std::string& name);

  /// Names that have something open.
  std::size_t names() const;

 private:
  struct book {
    std::mutex guard;
    std::unordered_map<std::string, std::size_t> open;
  };
  struct held;

  std::size_t most_;
  std::shared_ptr<book> book_;
};

}  // namespace parley::frontends::http::api
