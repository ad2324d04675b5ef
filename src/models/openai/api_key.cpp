#include "models/openai/api_key.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <optional>

namespace parley::models::openai {

namespace {

constexpr std::size_t key_bytes_max = 4096;
constexpr const char* env_field = "summarizer.key_env";
constexpr const char* file_field = "summarizer.key_file";

std::optional<std::string> first_line_of(const std::string& path) {
  std::ifstream in{path, std::ios::binary};
  std::string head(key_bytes_max + 1, '\0');
  in.read(head.data(), static_cast<std::streamsize>(head.size()));
  if (in.bad() || (in.gcount() == 0 && !in.eof())) return std::nullopt;
  head.resize(static_cast<std::size_t>(in.gcount()));
  head.resize(std::min(head.find_first_of("\r\n"), head.size()));
  return head;
}

/// A header's value: a line break in it would be a header of its own.
bool is_sendable(const std::string& key) {
  return !key.empty() && key.size() <= key_bytes_max &&
         std::all_of(key.begin(), key.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

}  // namespace

base::result<api_key> api_key::read(const std::string& variable, const std::string& file) {
  if (variable.empty() && file.empty()) return api_key{};
  if (!variable.empty() && !file.empty())
    return base::fail(
        base::errc::invalid_argument, file_field,
        "Either summarizer.key_env or summarizer.key_file says where the key is, not both.");
  const auto* field = variable.empty() ? file_field : env_field;
  std::optional<std::string> key;
  if (variable.empty()) {
    key = first_line_of(file);
  } else if (const char* value = std::getenv(variable.c_str())) {
    key = value;
  }
  if (!key)
    return base::fail(base::errc::not_found, field,
                      variable.empty() ? "The file of the key cannot be read."
                                       : "The environment variable of the key is not set.");
  if (!is_sendable(*key))
    return base::fail(base::errc::invalid_argument, field,
                      "The key is 1 to 4096 visible ASCII characters without blanks.");
  return api_key{std::move(*key)};
}

std::string api_key::header() const {
  return value_.empty() ? std::string{} : "Authorization: Bearer " + value_;
}

}  // namespace parley::models::openai
