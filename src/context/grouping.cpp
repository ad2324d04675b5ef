#include "parley/context/grouping.hpp"

#include <algorithm>

#include "context/speakers.hpp"

namespace parley::context {

namespace {

std::string text_at(const domain::json& object, const char* key) {
  if (!object.is_object()) return {};
  const auto found = object.find(key);
  if (found == object.end() || !found->is_string()) return {};
  return found->get<std::string>();
}

bool fits(const waiting_result& result, const chat_call& call) {
  return !result.call_id || result.call_id->empty() || *result.call_id == call.id;
}

/// The first call without an answer that this result may be one to.
std::optional<std::size_t> open_call(const waiting_result& result, std::span<const chat_call> calls,
                                     const std::vector<std::optional<std::int64_t>>& answered) {
  for (std::size_t n = 0; n < calls.size(); ++n)
    if (!answered[n] && fits(result, calls[n])) return n;
  return std::nullopt;
}

}  // namespace

answers take_answers(std::int64_t at, std::span<const chat_call> calls,
                     std::vector<waiting_result>& waiting) {
  answers found;
  found.of_call.resize(calls.size());
  const auto near = std::find_if(waiting.begin(), waiting.end(), [&](const waiting_result& result) {
    return result.at - at <= group_span_max;
  });
  for (auto it = waiting.begin(); it != near; ++it) found.lost.push_back(it->at);
  waiting.erase(waiting.begin(), near);
  // From the oldest on: the first result takes the first call.
  for (auto n = waiting.size(); n > 0; --n) {
    const auto call = open_call(waiting[n - 1], calls, found.of_call);
    if (!call) continue;
    found.of_call[*call] = waiting[n - 1].at;
    waiting[n - 1].at = -1;
  }
  std::erase_if(waiting, [](const waiting_result& result) { return result.at < 0; });
  return found;
}

std::vector<chat_call> calls_of(const domain::message& m) {
  std::vector<chat_call> calls;
  if (m.tool_calls.empty() || m.role == "system" || m.role == "tool" || is_user_role(m.role))
    return calls;
  const auto list = m.tool_calls.value();
  if (!list.is_array()) return calls;
  for (const auto& entry : list) {
    const auto function = entry.is_object() ? entry.value("function", domain::json::object())
                                            : domain::json::object();
    calls.push_back(
        {text_at(entry, "id"), text_at(function, "name"), text_at(function, "arguments")});
  }
  return calls;
}

talk_shape shape_of(const domain::message& m) {
  return {calls_of(m), m.role == "tool", m.tool_call_id};
}

std::vector<std::size_t> group_starts(std::span<const talk_shape> talk) {
  std::vector<std::size_t> starts(talk.size());
  std::vector<waiting_result> waiting;
  for (auto n = talk.size(); n > 0; --n) {
    const auto at = n - 1;
    starts[at] = at;
    if (talk[at].is_result) waiting.push_back({static_cast<std::int64_t>(at), talk[at].call_id});
    if (talk[at].calls.empty()) continue;
    const auto found = take_answers(static_cast<std::int64_t>(at), talk[at].calls, waiting);
    for (const auto& answer : found.of_call)
      if (answer) starts[static_cast<std::size_t>(*answer)] = at;
  }
  return starts;
}

}  // namespace parley::context
