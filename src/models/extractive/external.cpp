#include "models/extractive/external.hpp"

#include <algorithm>

#include "models/extractive/letters.hpp"

namespace parley::models::extractive {

namespace {

std::string plain(std::string_view name) {
  std::string out;
  for (std::size_t at = 0; at < name.size();) {
    const auto c = character_at(name, at);
    at += c.bytes;
    if (kind_of(c.value) != letter::other) append_folded(out, c.value);
  }
  return out;
}

}  // namespace

external_names::external_names(const std::vector<std::string>& keys) {
  for (const auto& key : keys) {
    names_.insert(plain(key));
    names_.insert(plain(std::string_view{key}.substr(key.find_last_of("./:") + 1)));
  }
  names_.erase("");
}

bool external_names::has(std::string_view name) const {
  return !names_.empty() && names_.contains(plain(name));
}

bool external_names::is_label_of(std::string_view sentence) const {
  if (names_.empty()) return false;
  for (const std::string_view colon : {":", "："}) {
    const auto at = sentence.find(colon);
    if (at != std::string_view::npos && has(sentence.substr(0, at))) return true;
  }
  return false;
}

std::string external_names::without_labelled(std::string_view text) const {
  std::string kept;
  kept.reserve(text.size());
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    const auto line = text.substr(0, end);
    if (!is_label_of(line)) kept += line;
    kept += '\n';
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return kept;
}

}  // namespace parley::models::extractive
