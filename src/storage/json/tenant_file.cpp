#include <array>
#include <string_view>
#include <tuple>
#include <utility>

#include "storage/json/files.hpp"

namespace parley::storage::json {
namespace {

using domain::json;

/// By moving_state.
constexpr std::array<std::string_view, 3> states{"staged", "marked", "departed"};

moving_state state_of(const json& move) {
  const auto name = text(move, "state");
  for (std::size_t i = 0; i < states.size(); ++i)
    if (states[i] == name) return static_cast<moving_state>(i);
  throw unreadable("state is not known: " + name);
}

json moves_of(const memory::tables& t, const std::string& tenant) {
  json out = json::array();
  for (const auto& [log, m] : t.moving) {
    if (m.session.tenant != tenant) continue;
    json move = {{"session_id", m.session.id},
                 {"key", m.key},
                 {"log", m.log},
                 {"state", states.at(static_cast<std::size_t>(m.state))}};
    const auto turns = t.turns_without_session.find(m.key);
    if (turns != t.turns_without_session.end())
      for (const auto& [ordinal, turn] : turns->second)
        move["turns"].push_back(write_turn_row(turn));
    out.push_back(std::move(move));
  }
  return out;
}

void read_move(const json& value, const std::string& tenant, memory::facts& into) {
  const moving_log m{{tenant, text(value, "session_id")},
                     number(value, "key"),
                     number(value, "log"),
                     state_of(value)};
  if (into.moving.contains(m.log)) throw unreadable("the move of a log is there twice");
  into.moving.put(m.log, m);
  for (const auto& each : list(value, "turns")) {
    auto turn = read_turn_row(each);
    const auto ordinal = turn.ordinal;
    into.turns_without_session.edit(m.key)[ordinal] = std::move(turn);
  }
}

json tombstones_of(const memory::tables& t, const std::string& tenant) {
  json out = json::array();
  for (const auto& [ref, stone] : t.tombstones)
    if (ref.tenant == tenant)
      out.push_back({{"session_id", ref.id},
                     {"part_of", stone.part_of},
                     {"log", stone.log},
                     {"receipt", write_receipt(stone.receipt)}});
  return out;
}

json receipts_of(const memory::tables& t, const std::string& tenant) {
  json out = json::array();
  for (const auto& [name, kept] : t.receipts)
    if (std::get<0>(name) == tenant)
      out.push_back({{"subject", std::get<2>(name)},
                     {"part_of", kept.part_of},
                     {"upto", kept.upto},
                     {"receipt", write_receipt(kept.receipt)}});
  return out;
}

/// Of sessions that are not here: those of others stand in their files.
json effects_of(const memory::tables& t, const std::string& tenant) {
  json out = json::array();
  for (auto at = t.effects_of.lower_bound({tenant, {}});
       at != t.effects_of.end() && at->first.tenant == tenant; ++at) {
    if (t.key_of.contains(at->first)) continue;
    for (const auto& [key, route] : at->second)
      out.push_back(write_effect(key, route, t.effects.at({tenant, key, route})));
  }
  return out;
}

}  // namespace

std::string write_tenant_file(const memory::tables& t, const std::string& tenant) {
  json out = {{"format_version", format_version},          {"tenant_id", tenant},
              {"had_sessions", t.counts.contains(tenant)}, {"moves", moves_of(t, tenant)},
              {"tombstones", tombstones_of(t, tenant)},    {"receipts", receipts_of(t, tenant)},
              {"effects", effects_of(t, tenant)}};
  auto& settings = out["settings"] = json::object();
  for (const auto& [name, value] : t.settings)
    if (name.first == tenant) settings[name.second] = value;
  auto& jobs = out["jobs"] = json::array();
  for (const auto& [id, j] : t.jobs)
    if (j.tenant == tenant) jobs.push_back(write_job(j));
  return to_text(out);
}

void read_tenant_file(const json& file, const std::string& expected, memory::facts& into) {
  if (text(file, "tenant_id") != expected) throw unreadable("its name is that of another tenant");
  if (member(file, "had_sessions") == true) into.counts.edit(expected);
  if (const auto* settings = find(file, "settings"))
    for (const auto& [name, value] : settings->items()) {
      if (!value.is_string()) throw unreadable("a setting is no text");
      into.settings.put({expected, name}, value.get<std::string>());
    }
  for (const auto& each : list(file, "jobs")) {
    auto j = read_job(each, expected);
    if (into.jobs.contains(j.id))
      throw unreadable("the job " + std::to_string(j.id) + " is there twice");
    into.jobs.put(j.id, std::move(j));
  }
  for (const auto& each : list(file, "moves")) read_move(each, expected, into);
  for (const auto& each : list(file, "tombstones"))
    into.tombstones.put(
        {expected, text(each, "session_id")},
        {read_receipt(member(each, "receipt")), text(each, "part_of"), number(each, "log")});
  for (const auto& each : list(file, "receipts")) {
    auto receipt = read_receipt(member(each, "receipt"));
    const auto kind = receipt.kind;
    into.receipts.put({expected, kind, text(each, "subject")},
                      {std::move(receipt), text(each, "part_of"), number(each, "upto")});
  }
  for (const auto& each : list(file, "effects")) read_effect(each, expected, into);
}

}  // namespace parley::storage::json
