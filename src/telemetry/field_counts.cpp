#include "parley/telemetry/field_counts.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace parley::telemetry {

namespace {

/// Fields of requests, actions and their headers.
constexpr auto names = std::to_array<std::string_view>({
    "Content-Type",
    "Expect",
    "Host",
    "Idempotency-Key",
    "If-Match",
    "Last-Event-ID",
    "Upgrade",
    "action",
    "action_id",
    "action_type",
    "active_from",
    "active_to",
    "after",
    "after_seq",
    "again",
    "agent",
    "answer",
    "arguments",
    "as_participant",
    "at_seq",
    "batch",
    "before_seq",
    "body",
    "callback_queue_name",
    "chunks",
    "content",
    "conversation",
    "conversation_id",
    "correlation_id",
    "create_if_missing",
    "created_at",
    "created_from",
    "created_to",
    "current_prompt_seq",
    "cursor",
    "data",
    "depth",
    "erased",
    "expires_at",
    "external_memory_keys",
    "format",
    "format_version",
    "from",
    "function",
    "id",
    "idle_days",
    "include",
    "include[]",
    "index",
    "interval_s",
    "item",
    "item_id",
    "items",
    "key",
    "kind",
    "letter",
    "limit",
    "lines",
    "max_tokens",
    "message",
    "message_id",
    "message_type",
    "messages",
    "metadata",
    "model",
    "name",
    "op",
    "order",
    "parameters",
    "parent",
    "parent_session_id",
    "participant",
    "participant_id",
    "participant_role",
    "participant_type",
    "participants",
    "path",
    "pending",
    "priority",
    "q",
    "rate",
    "reason",
    "recipient_id",
    "recipient_role",
    "recipient_type",
    "request_id",
    "reserve",
    "retrieved",
    "role",
    "root",
    "round",
    "rules",
    "sender_id",
    "sender_role",
    "sender_type",
    "seq",
    "session",
    "session_id",
    "session_key",
    "session_type",
    "sha256",
    "status",
    "summary",
    "system_prompt",
    "target",
    "tenant",
    "tenant_id",
    "text",
    "timestamp",
    "to",
    "to_seq",
    "tool_call_id",
    "tool_calls",
    "tools",
    "trace",
    "turn_id",
    "type",
    "user",
    "user_id",
    "wait",
    "when_busy",
    "with",
});
static_assert(std::ranges::is_sorted(names));

/// What such a field may be part of; the first is nothing.
constexpr auto wholes = std::to_array<std::string_view>(
    {"", "answer", "chunks[]", "function", "items[]", "message", "messages[]", "participants[]",
     "rules[]", "tool_calls[]", "tools[]"});

constexpr std::size_t places = wholes.size() * names.size() + 1;
constexpr std::size_t other = places - 1;

template <std::size_t N>
std::optional<std::size_t> index_in(const std::array<std::string_view, N>& words,
                                    std::string_view word) {
  const auto at = std::ranges::lower_bound(words, word);
  if (at == words.end() || *at != word) return std::nullopt;
  return static_cast<std::size_t>(at - words.begin());
}

std::string without_indexes(std::string_view field) {
  std::string folded;
  for (std::size_t at = 0; at < field.size(); ++at) {
    folded += field[at];
    if (field[at] == '[') at = std::min(field.find(']', at), field.size()) - 1;
  }
  return folded;
}

std::size_t place_of(std::string_view field) {
  constexpr std::size_t longest = 512;  // more is no name of ours, and not worth looking at
  if (field.empty() || field.size() > longest) return other;
  if (field.starts_with("metadata.")) field = "metadata";
  const auto folded = without_indexes(field);
  std::string_view rest = folded;
  const auto last = rest.rfind('.');
  const auto name = index_in(names, last == rest.npos ? rest : rest.substr(last + 1));
  if (!name) return other;
  if (last == rest.npos) return *name;
  rest = rest.substr(0, last);
  const auto whole = index_in(wholes, rest.substr(rest.rfind('.') + 1));
  return whole ? *whole * names.size() + *name : other;
}

std::string label_of(std::size_t place) {
  if (place == other) return "other";
  const auto whole = wholes[place / names.size()];
  const auto name = names[place % names.size()];
  return whole.empty() ? std::string{name} : std::string{whole} + "." + std::string{name};
}

}  // namespace

std::string field_label(std::string_view field) { return label_of(place_of(field)); }

field_counts::field_counts() : counts_(places) {}

void field_counts::note(const base::status& why) {
  if (why.code != base::errc::invalid_argument && why.code != base::errc::unknown_field) return;
  counts_[place_of(why.field)].fetch_add(1, std::memory_order_relaxed);
}

std::vector<std::pair<std::string, std::uint64_t>> field_counts::read() const {
  std::vector<std::pair<std::string, std::uint64_t>> found;
  for (std::size_t i = 0; i < counts_.size(); ++i)
    if (const auto n = counts_[i].load(std::memory_order_relaxed))
      found.emplace_back(label_of(i), n);
  return found;
}

}  // namespace parley::telemetry
