#include "storage/json/chat_file.hpp"

#include <utility>

#include "parley/domain/change.hpp"
#include "parley/domain/creation.hpp"
#include "parley/domain/transcript.hpp"
#include "parley/domain/upgrade.hpp"
#include "storage/agents.hpp"
#include "storage/json/values.hpp"
#include "storage/refusal.hpp"

namespace parley::storage::json {
namespace {

using domain::json;

base::result<domain::upgraded_file> read_history(json file, const session_ref& session,
                                                 const base::limits& limits) {
  return domain::upgrade_session_file(file, limits).map([&](domain::upgraded_file read) {
    read.session.record.tenant_id = session.tenant;
    return read;
  });
}

base::result<domain::upgraded_file> read_chat(json file, const session_ref& session,
                                              const base::limits& limits, base::timestamp now) {
  file.erase("session_id");
  file["conversation_id"] = session.id;
  auto chat = domain::read_chat_line(file, limits);
  if (!chat) return base::fail(std::move(chat.error()));
  auto record =
      domain::create_session(chat->session, session.tenant, session.id, std::nullopt, now, limits);
  if (!record) return base::fail(std::move(record.error()));
  domain::upgraded_file read{{*std::move(record), {}}, std::move(chat->messages)};
  for (auto& m : read.messages)
    if (auto done = domain::complete(m, read.session.record, now, ""); !done)
      return base::fail(std::move(done.error()));
  return read;
}

base::result<void> put(domain::upgraded_file read, const session_ref& session,
                       memory::tables& into) {
  const auto key = into.next_session++;
  const auto log = into.next_log++;
  auto& record = read.session.record;
  memory::log_rows rows;
  if (record.turn_count != 0 || record.round != 0)
    rows.tallies[static_cast<std::int64_t>(read.messages.size())] = {record.turn_count,
                                                                     record.round};
  const auto agents = agents_text(record);
  std::int64_t seq = 0;
  for (auto& m : read.messages) {
    m.seq = ++seq;
    if (rows.seq_of_id.contains(m.message_id))
      return base::fail(base::errc::invalid_argument, "message_id",
                        "the id " + m.message_id + " is there twice");
    into.order[into.next_position] = {log, seq};
    std::string agent{agent_role(agents, m.sender_id)};
    rows.add(std::move(m), std::move(agent), into.next_position++);
  }
  auto& totals = into.counts.edit(session.tenant);
  ++totals.sessions;
  totals.messages += seq;
  into.key_of[session] = key;
  into.key_of_log[log] = key;
  into.by_age[session.tenant][{record.created_at, session.id}] = key;
  into.link(record, true);
  into.logs.put(log, std::move(rows));
  into.sessions.put(key, {log, std::move(record), {}});
  return {};
}

}  // namespace

bool is_older(const json& file) {
  if (file.contains("format_version")) return false;
  return domain::is_session_file(file) ||
         (file.contains("messages") && file.at("messages").is_array());
}

std::string own_id(const json& file) {
  for (const auto* name : {"session_id", "conversation_id"})
    if (const auto* id = find(file, name); id && id->is_string()) return id->get<std::string>();
  return {};
}

base::result<void> take_older(json file, const session_ref& session, memory::tables& into) {
  if (const auto own = own_id(file); !own.empty() && own != session.id)
    return base::fail(base::errc::invalid_argument, "session_id",
                      "its name is that of another session than " + own);
  if (into.key_of.contains(session)) return base::fail(refusal::session_exists(session));
  if (into.tombstones.contains(session))
    return base::fail(refusal::erased(session.id, "session_id"));
  auto read = domain::is_session_file(file)
                  ? read_history(std::move(file), session, into.limits)
                  : read_chat(std::move(file), session, into.limits, into.clock->now());
  if (!read) return base::fail(std::move(read.error()));
  return put(*std::move(read), session, into);
}

base::result<std::vector<json>> read_lines(const std::string& text) {
  std::vector<json> found;
  std::int64_t number = 0;
  for (std::size_t from = 0; from < text.size();) {
    const auto to = std::min(text.find('\n', from), text.size());
    const auto line = text.substr(from, to - from);
    from = to + 1;
    const auto named = "line " + std::to_string(++number);
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    auto value = domain::parse_json(line);
    if (!value)
      return base::fail(value.error().code, value.error().field, named + ": " + value.error().text);
    if (!value->is_object() || !is_older(*value) || own_id(*value).empty())
      return base::fail(base::errc::invalid_argument, "",
                        named + " is no conversation with an id and messages");
    found.push_back(*std::move(value));
  }
  return found;
}

}  // namespace parley::storage::json
