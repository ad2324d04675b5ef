#pragma once

#include <string>

#include "parley/base/status.hpp"

namespace parley::models::openai {

/// A secret that can be sent and nothing else: it has no text form, so that it gets into no log.
class api_key {
 public:
  /// None: the endpoint wants no key.
  api_key() = default;

  /// From the environment variable, or else from the first line of the file. Both empty: none.
  static base::result<api_key> read(const std::string& variable, const std::string& file);

  /// `Authorization: Bearer ...`, empty without a key.
  std::string header() const;

 private:
  explicit api_key(std::string value) : value_(std::move(value)) {}
  std::string value_;
};

}  // namespace parley::models::openai
