#include "frontends/http/api/import_source.hpp"

#include <algorithm>
#include <utility>

namespace parley::frontends::http::api {

std::optional<std::string_view> import_source::next() {
  while (!rest_.empty()) {
    if (digest_) digest_->update(raw_);
    const auto end = rest_.find('\n');
    raw_ = rest_.substr(0, end == std::string_view::npos ? rest_.size() : end + 1);
    rest_.remove_prefix(raw_.size());
    ++number_;
    auto line = raw_;
    const auto last = line.find_last_not_of(" \t\r\n");
    if (last != std::string_view::npos) return line.substr(0, last + 1);
  }
  return std::nullopt;
}

void import_source::begin_digest() { digest_.emplace(); }

std::optional<std::string> import_source::end_digest() {
  if (!digest_) return std::nullopt;
  auto hex = digest_->hex();
  digest_.reset();
  return hex;
}

}  // namespace parley::frontends::http::api
