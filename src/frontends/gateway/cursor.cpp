#include "frontends/gateway/cursor.hpp"

#include <charconv>
#include <optional>

#include "frontends/gateway/base64url.hpp"
#include "parley/domain/keys.hpp"

namespace parley::frontends::gateway {

namespace {

auto not_ours() {
  return base::fail(base::errc::invalid_argument, "cursor",
                    "The cursor must be the `next` of an earlier page of the same list.");
}

std::optional<std::int64_t> number(std::string_view text) {
  std::int64_t value = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || stop != text.data() + text.size()) return std::nullopt;
  return value;
}

/// The part of the text up to the next colon; what follows stays.
std::string_view next_part(std::string_view& text) {
  const auto end = std::min(text.find(':'), text.size());
  const auto part = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return part;
}

}  // namespace

std::string write_cursor(const history_cursor& c) {
  return to_base64url((c.forward ? "after:" : "before:") + std::to_string(c.seq));
}

base::result<history_cursor> read_history_cursor(std::string_view text) {
  const auto plain = from_base64url(text);
  if (!plain) return not_ours();
  std::string_view rest = *plain;
  history_cursor result;
  result.forward = next_part(rest) == "after";
  const auto seq = number(rest);
  if (!seq || *seq < 0) return not_ours();
  result.seq = *seq;
  if (write_cursor(result) != text) return not_ours();
  return result;
}

std::string write_cursor(const sessions_cursor& c) {
  const bool by_age = c.order == storage::list_order::created_at;
  const auto* direction =
      by_age ? (c.oldest_first ? "oldest:" : "newest:") : (c.oldest_first ? "idlest:" : "latest:");
  return to_base64url(direction + std::to_string(base::to_micros(c.after.at)) + ":" +
                      c.after.session_id);
}

base::result<sessions_cursor> read_sessions_cursor(std::string_view text) {
  const auto plain = from_base64url(text);
  if (!plain) return not_ours();
  std::string_view rest = *plain;
  sessions_cursor result;
  const auto direction = next_part(rest);
  result.oldest_first = direction == "oldest" || direction == "idlest";
  if (direction == "idlest" || direction == "latest")
    result.order = storage::list_order::last_activity;
  const auto at = number(next_part(rest));
  if (!at || !domain::is_id(rest)) return not_ours();
  result.after = {base::from_micros(*at), std::string{rest}};
  if (write_cursor(result) != text) return not_ours();
  return result;
}

}  // namespace parley::frontends::gateway
