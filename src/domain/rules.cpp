#include "domain/rules.hpp"

#include <algorithm>

#include "parley/base/utf8.hpp"
#include "parley/domain/decode.hpp"
#include "parley/domain/keys.hpp"

namespace parley::domain {

namespace {

bool is_name(std::string_view text) {
  return !text.empty() && base::code_points(text) <= 256 && !base::has_control_characters(text);
}

bool is_message_id(std::string_view text) {
  const auto visible = [](char c) { return c > ' ' && c <= '~' && c != '/'; };
  return !text.empty() && text.size() <= 256 && std::all_of(text.begin(), text.end(), visible) &&
         text.find_first_not_of("0123456789") != std::string_view::npos;
}

bool is_message_role(std::string_view text) {
  for (const std::string_view plain : {"system", "assistant", "tool"})
    if (text == plain) return true;
  for (const std::string_view type : {"user", "agent", "master_controller"}) {
    if (text.substr(0, type.size()) != type) continue;
    const auto rest = text.substr(type.size());
    if (rest.empty() || (rest.front() == '_' && is_role(rest.substr(1)))) return true;
  }
  return false;
}

bool is_metadata_key(std::string_view key) { return is_name(key) && !is_reserved(key); }

constexpr std::string_view metadata_key_allowed =
    "named with 1 to 256 characters, no control characters, and not begin with _parley";

}  // namespace

const text_rule id_rule{is_id, "1 to 128 characters of A-Z a-z 0-9 . _ : ~ -"};
const text_rule role_rule{is_role, "1 to 64 characters of A-Z a-z 0-9 . _ : ~ -"};
const text_rule name_rule{is_name, "1 to 256 characters without control characters"};
const text_rule message_id_rule{
    is_message_id, "1 to 256 visible ASCII characters without '/', and not digits only"};
const text_rule message_role_rule{
    is_message_role,
    "system, user, assistant, tool, or user, master_controller or agent, alone or followed by an "
    "underscore and a role (agent_writer)"};
const text_rule non_empty_rule{[](std::string_view text) { return !text.empty(); },
                               "a text of at least one character"};
const text_rule any_rule{[](std::string_view) { return true; }, "a text"};

base::status broken(std::string field, std::string_view allowed) {
  base::status s{base::errc::invalid_argument, std::move(field), {}, 0};
  s.text = (s.field.empty() ? "The body" : s.field) + " must be " + std::string{allowed} + '.';
  return s;
}

base::status over_limit(std::string field, std::int64_t max, std::string_view unit) {
  base::status s{base::errc::too_large, std::move(field), {}, 0};
  s.text = (s.field.empty() ? "The body" : s.field) + " may have up to " + std::to_string(max) +
           ' ' + std::string{unit} + '.';
  return s;
}

bool is_reserved(std::string_view metadata_key) { return metadata_key.starts_with("_parley"); }

base::result<void> check_metadata(const json& value, const std::string& field,
                                  const base::limits& limits) {
  if (value.empty()) return {};
  for (const auto& [key, ignored] : value.items())
    if (!is_metadata_key(key))
      return base::fail(broken(field + '.' + std::string{base::prefix_code_points(key, 256)},
                               metadata_key_allowed));
  if (static_cast<std::int64_t>(canonical(value).size()) > limits.metadata_bytes)
    return base::fail(over_limit(field, limits.metadata_bytes, "bytes as JSON"));
  return {};
}

base::result<void> check_metadata_key(const std::string& key) {
  if (is_metadata_key(key)) return {};
  return base::fail(broken("key", metadata_key_allowed));
}

base::result<void> check_message_id(const std::string& id, const std::string& field) {
  if (is_message_id(id)) return {};
  return base::fail(broken(field, message_id_rule.allowed));
}

}  // namespace parley::domain
