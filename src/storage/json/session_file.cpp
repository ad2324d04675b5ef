#include <utility>

#include "parley/domain/records.hpp"
#include "storage/json/files.hpp"
#include "storage/json/log_rows.hpp"
#include "storage/refusal.hpp"
#include "storage/relational/stored.hpp"

namespace parley::storage::json {

using domain::json;

std::string write_session_file(const memory::tables& t, std::int64_t key) {
  const auto& row = t.sessions.at(key);
  const session_ref ref{row.record.tenant_id, row.record.session_id};
  json out = {{"format_version", format_version},
              {"key", key},
              {"log", row.log},
              {"session", domain::write_session({row.record, t.head(row.log)})}};
  write_rows(t.logs.at(row.log), out);
  auto& turns = out["turns"] = json::array();
  for (const auto& [ordinal, turn] : row.turns) turns.push_back(write_turn_row(turn));
  auto& effects = out["effects"] = json::array();
  if (const auto kept = t.effects_of.find(ref); kept != t.effects_of.end())
    for (const auto& [name, route] : kept->second)
      effects.push_back(write_effect(name, route, t.effects.at({ref.tenant, name, route})));
  return to_text(out);
}

std::int64_t read_session_file(const json& file, const session_ref& expected, memory::facts& into) {
  auto view = domain::read_session(member(file, "session"), relational::no_limits());
  if (!view) throw unreadable(view.error().field + " of the session: " + view.error().text);
  if (auto why = refusal::misplaced(expected, view->record); !why.empty())
    throw unreadable("its name is that of another session than " + view->record.tenant_id + "/" +
                     view->record.session_id);
  const auto key = number(file, "key");
  const auto log = number(file, "log");
  if (key < 1 || log < 1) throw unreadable("its key and log are below 1");
  if (into.sessions.contains(key) || into.logs.contains(log))
    throw unreadable("another file has its key " + std::to_string(key) + " or log " +
                     std::to_string(log));
  memory::session_row row{log, std::move(view->record), {}};
  for (const auto& each : list(file, "turns")) {
    auto turn = read_turn_row(each);
    const auto ordinal = turn.ordinal;
    if (!row.turns.emplace(ordinal, std::move(turn)).second)
      throw unreadable("the turn " + std::to_string(ordinal) + " is there twice");
  }
  auto rows = read_rows(file);
  const auto begins = rows.shared.empty() ? 1 : rows.shared.back().upto + 1;
  if (!rows.messages.empty() && rows.messages.front().seq != begins)
    throw unreadable("its messages begin at seq " + std::to_string(rows.messages.front().seq) +
                     ", not at " + std::to_string(begins));
  for (const auto& each : list(file, "effects")) read_effect(each, expected.tenant, into);
  into.logs.put(log, std::move(rows));
  into.sessions.put(key, std::move(row));
  return key;
}

}  // namespace parley::storage::json
