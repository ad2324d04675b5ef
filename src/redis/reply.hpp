#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct redisReply;

namespace parley::redis {

/// An answer, or a part of one, that somebody else owns. What has another type than asked for
/// throws `failure`: the server's own, when it is an error.
class reply_view {
 public:
  explicit reply_view(const redisReply* at = nullptr) : at_(at) {}

  bool is_nil() const;
  bool is_error() const;
  bool is_integer() const;
  bool is_text() const;
  bool is_list() const;
  /// The text of an error as the server wrote it: may show arguments. Empty: it is none.
  std::string_view error() const;

  /// Of a string or a status.
  std::string_view text() const;
  /// nullopt for nil.
  std::optional<std::string_view> text_or_nil() const;
  /// Of an integer, or of a string that is one.
  std::int64_t integer() const;
  /// The number of elements; nil has none.
  std::size_t size() const;
  reply_view operator[](std::size_t i) const;

  /// Throws the server's error, when it is one.
  void check() const;

 private:
  const redisReply* at_;
};

/// An answer.
class reply : public reply_view {
 public:
  reply() = default;
  /// Takes it over.
  explicit reply(redisReply* root);

 private:
  struct free_reply {
    void operator()(redisReply* r) const noexcept;
  };
  std::unique_ptr<redisReply, free_reply> root_;
};

using replies = std::vector<reply>;

}  // namespace parley::redis
