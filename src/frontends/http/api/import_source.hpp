#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "parley/base/digest.hpp"

namespace parley::frontends::http::api {

/// The lines of an import's body, numbered from 1. Lines without content are skipped but counted.
class import_source {
 public:
  explicit import_source(std::string_view text) : rest_(text) {}

  /// Without its line break; nullopt at the end.
  std::optional<std::string_view> next();

  /// Of the line that `next` gave last.
  std::int64_t number() const { return number_; }

  /// The line that was given last is the first of a digest.
  void begin_digest();

  /// SHA-256 from there up to, but without, the line that was given last; nullopt when no digest
  /// was begun.
  std::optional<std::string> end_digest();

 private:
  std::string_view rest_;
  std::string_view raw_;  ///< the line that was given last, with its break
  std::int64_t number_ = 0;
  std::optional<base::sha256> digest_;
};

}  // namespace parley::frontends::http::api
