#include "crash_ledger.hpp"

namespace parley::e2e {

namespace {

std::string id_of(const json& message) { return message.at("message_id").get<std::string>(); }

/// The message as its client sent it: without what the server added.
json as_sent(const json& stored) {
  json sent;
  for (const char* field :
       {"message_id", "role", "content", "tool_calls", "tool_call_id", "name"}) {
    if (stored.contains(field)) sent[field] = stored[field];
  }
  auto metadata = stored.value("metadata", json::object());
  metadata.erase("_parley");
  if (!metadata.empty()) sent["metadata"] = metadata;
  return sent;
}

std::optional<std::string> not_dense(const std::vector<json>& history) {
  for (std::size_t i = 0; i < history.size(); ++i) {
    if (history[i].at("seq") != i + 1) {
      return "entry " + std::to_string(i + 1) + " has seq " + history[i].at("seq").dump();
    }
  }
  return std::nullopt;
}

using places = std::map<std::string, std::int64_t>;

std::optional<std::string> not_kept(const attempt& asked, const places& seq_of) {
  std::size_t present = 0;
  for (std::size_t i = 0; i < asked.messages.size(); ++i) {
    const auto id = id_of(asked.messages[i]);
    const auto found = seq_of.find(id);
    present += found == seq_of.end() ? 0 : 1;
    if (asked.acknowledged.empty()) continue;
    if (found == seq_of.end()) return id + " was acknowledged and is not there";
    if (found->second != asked.acknowledged[i]) {
      return id + " was acknowledged at seq " + std::to_string(asked.acknowledged[i]) +
             " and is at " + std::to_string(found->second);
    }
  }
  if (present != 0 && present != asked.messages.size()) {
    return "half of the batch of " + id_of(asked.messages.front()) + " is there";
  }
  for (std::size_t i = 1; present != 0 && i < asked.messages.size(); ++i) {
    if (seq_of.at(id_of(asked.messages[i])) != seq_of.at(id_of(asked.messages[i - 1])) + 1) {
      return "the batch of " + id_of(asked.messages.front()) + " is torn apart";
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> contradiction(const std::vector<attempt>& attempts,
                                         const std::vector<json>& history) {
  if (auto wrong = not_dense(history)) return wrong;
  std::map<std::string, const json*> asked_for;
  for (const auto& asked : attempts) {
    for (const auto& message : asked.messages) asked_for[id_of(message)] = &message;
  }
  places seq_of;
  for (const auto& entry : history) {
    const auto id = id_of(entry);
    if (!seq_of.emplace(id, entry.at("seq").get<std::int64_t>()).second)
      return id + " is there twice";
    const auto asked = asked_for.find(id);
    if (asked == asked_for.end()) return id + " was written by nobody";
    if (as_sent(entry) != *asked->second) return id + " is not what was sent";
  }
  for (const auto& asked : attempts) {
    if (auto wrong = not_kept(asked, seq_of)) return wrong;
  }
  return std::nullopt;
}

}  // namespace parley::e2e
