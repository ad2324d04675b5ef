#include "domain/parts.hpp"
#include "parley/domain/creation.hpp"
#include "parley/domain/encode.hpp"
#include "parley/domain/records.hpp"
#include "parley/domain/upgrade.hpp"

namespace parley::domain {

namespace {

/// An entry becomes a message record of today and is read as one.
base::result<message> upgrade_entry(json entry, std::int64_t seq, const std::string& session_id,
                                    const base::limits& limits) {
  const auto path = "history[" + std::to_string(seq - 1) + ']';
  if (!entry.is_object()) return base::fail(broken(path, "a JSON object"));
  entry["seq"] = seq;
  entry["message_id"] = session_id + ':' + std::to_string(seq);
  if (const auto said = entry.find("timestamp"); said != entry.end()) entry["received_at"] = *said;
  const auto role = entry.find("role");
  if (role != entry.end() && (*role == "user" || *role == "assistant")) entry["sender_id"] = *role;
  auto out = read_message(entry, limits);
  if (!out) out.error().field.insert(0, path + '.');
  return out;
}

/// The record of today: one conversation of a user with an assistant.
json to_record(const json& file) {
  json out = file;
  for (const auto* name : {"history", "last_active", "message_count", "version"}) out.erase(name);
  out["tenant_id"] = "default";
  out["conversation_id"] = out["session_id"];
  out["session_type"] = to_string(session_type::user_to_agent);
  out["format_version"] = record_format_version;
  out["participants"] = json::array();
  for (const auto& p : implied_participants()) {
    auto shown = encode(p);
    shown["joined_at"] = out["created_at"];
    out["participants"].push_back(std::move(shown));
  }
  return out;
}

}  // namespace

bool is_session_file(const json& value) {
  if (!value.is_object() || value.contains("participants") || value.contains("session_type"))
    return false;
  const auto history = value.find("history");
  return value.contains("session_id") && history != value.end() && history->is_array();
}

base::result<upgraded_file> upgrade_session_file(const json& value, const base::limits& limits) {
  object_reader in{value, "", limits, unknown_fields::keep};
  const auto id = in.text("session_id", id_rule);
  const auto created = in.time("created_at");
  if (!created) in.refuse(broken("created_at", "the time of creation"));
  const auto active = in.time("last_active");
  // These files counted turns under the name of messages; a completed turn noted one round.
  const auto turns = in.integer("message_count", 0).value_or(0);
  const auto* history = in.list("history");
  if (!history) in.refuse(broken("history", "a list of messages"));
  upgraded_file out;
  for (std::size_t i = 0; in.ok() && i < history->size(); ++i)
    out.messages.push_back(
        in.take(upgrade_entry((*history)[i], static_cast<std::int64_t>(i) + 1, id, limits)));
  if (auto done = in.end(); !done) return base::fail(std::move(done.error()));

  auto record = to_record(value);
  record["turn_count"] = turns;
  record["round"] = turns;
  record["touched_at"] = base::format_time(active.value_or(*created));
  record["last_seq"] = out.messages.size();
  if (!out.messages.empty())
    record["last_append"] = base::format_time(out.messages.back().received_at);
  auto session = read_session(record, limits);
  if (!session) return base::fail(std::move(session.error()));
  out.session = *std::move(session);
  return out;
}

}  // namespace parley::domain
