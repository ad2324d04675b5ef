#include "frontends/http/api/openai/item_ids.hpp"

#include <algorithm>
#include <optional>

#include "parley/domain/decode.hpp"
#include "parley/domain/message_id.hpp"

namespace parley::frontends::http::api::openai {

namespace {

constexpr std::size_t id_max = 256;

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_word(char c) { return is_lower(c) || is_digit(c) || (c >= 'A' && c <= 'Z') || c == '_'; }

/// What follows `PREFIX_`; nullopt without one.
std::optional<std::string> behind_prefix(std::string_view id) {
  const auto end = id.find('_');
  if (end == 0 || end == std::string_view::npos) return std::nullopt;
  if (!std::all_of(id.begin(), id.begin() + static_cast<std::ptrdiff_t>(end), is_lower))
    return std::nullopt;
  return std::string(id.substr(end + 1));
}

/// The text without the `-N` at its end; nullopt when it has none.
std::optional<std::string> without_part(const std::string& text) {
  const auto dash = text.rfind('-');
  if (dash == std::string::npos || dash == 0 || dash + 1 == text.size()) return std::nullopt;
  if (!std::all_of(text.begin() + static_cast<std::ptrdiff_t>(dash) + 1, text.end(), is_digit))
    return std::nullopt;
  return text.substr(0, dash);
}

/// The generated message id that `rest` is the end of.
std::optional<std::string> generated(const std::string& rest) {
  if (auto whole = "m" + rest; domain::seq_of_message_id(whole)) return whole;
  const auto first = without_part(rest);
  if (first && domain::seq_of_message_id("m" + *first)) return "m" + *first;
  return std::nullopt;
}

}  // namespace

std::string item_id(const std::string& message_id, std::string_view prefix, std::size_t part) {
  std::string id = message_id;
  if (domain::seq_of_message_id(message_id)) id = std::string(prefix) + '_' + message_id.substr(1);
  if (part > 0) id += '-' + std::to_string(part);
  return id;
}

std::vector<std::string> message_ids_of(const std::string& item_id) {
  if (const auto rest = behind_prefix(item_id))
    if (auto id = generated(*rest)) return {std::move(*id)};
  std::vector<std::string> ids;
  for (auto& id : {std::optional(item_id), without_part(item_id)})
    if (id && domain::check_message_id(*id)) ids.push_back(*id);
  return ids;
}

bool is_kept(std::string_view id) {
  const auto rest = behind_prefix(id);
  return rest && !rest->empty() && id.size() <= id_max &&
         std::all_of(rest->begin(), rest->end(), is_word);
}

}  // namespace parley::frontends::http::api::openai
