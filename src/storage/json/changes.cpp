#include "storage/json/changes.hpp"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "storage/json/names.hpp"

namespace parley::storage::json {
namespace {

session_ref address(const memory::session_row& row) {
  return {row.record.tenant_id, row.record.session_id};
}

/// What has to be written again.
class selection {
 public:
  explicit selection(const memory::tables& t) : tables_(t) {
    sessions();
    logs();
    effects();
    tenants();
    moves();
  }

  /// nullopt: they have more bytes.
  std::optional<file_changes> files(std::size_t bytes_max) const {
    auto found = gone_;
    // One after the other, so that a batch that is far too large is not written down in memory.
    const auto add = [&](const std::string& name, std::string text) {
      if (text.size() > bytes_max) return false;
      bytes_max -= text.size();
      found[name] = std::move(text);
      return true;
    };
    for (const auto log : logs_)
      if (tables_.logs.contains(log) && !add(file_of_log(log), write_log_file(tables_, log)))
        return std::nullopt;
    for (const auto key : sessions_)
      if (!add(file_of_session(address(tables_.sessions.at(key))),
               write_session_file(tables_, key)))
        return std::nullopt;
    for (const auto& tenant : tenants_)
      if (!add(file_of_tenant(tenant), write_tenant_file(tables_, tenant))) return std::nullopt;
    return found;
  }

 private:
  void sessions() {
    for (const auto& [key, old] : tables_.sessions.changed()) {
      if (tables_.sessions.contains(key)) {
        sessions_.insert(key);
        continue;
      }
      gone_[file_of_session(address(*old))] = std::nullopt;
      logs_.insert(old->log);
    }
  }

  void logs() {
    for (const auto& [log, old] : tables_.logs.changed()) {
      if (const auto owner = tables_.key_of_log.find(log); owner != tables_.key_of_log.end())
        sessions_.insert(owner->second);
      else if (tables_.logs.contains(log))
        logs_.insert(log);
      else if (old)
        gone_[file_of_log(log)] = std::nullopt;
    }
  }

  /// They stand in the session's file, or, when it is not here, in the tenant's.
  void effect(const session_ref& about) {
    if (const auto key = tables_.key_of.find(about); key != tables_.key_of.end())
      sessions_.insert(key->second);
    else
      tenants_.insert(about.tenant);
  }

  void effects() {
    for (const auto& [name, old] : tables_.effects.changed()) {
      const auto now = tables_.effects.find(name);
      if (old) effect({std::get<0>(name), old->session_id});
      if (now != tables_.effects.end()) effect({std::get<0>(name), now->second.session_id});
    }
    // Those of one that came or went change their place.
    for (const auto& [key, old] : tables_.sessions.changed()) {
      const auto now = tables_.sessions.find(key);
      if (old && now != tables_.sessions.end()) continue;
      const auto ref = address(old ? *old : now->second);
      const auto kept = tables_.effects_of.find(ref);
      if (kept != tables_.effects_of.end() && !kept->second.empty()) tenants_.insert(ref.tenant);
    }
  }

  void tenants() {
    for (const auto& [tenant, old] : tables_.counts.changed())
      if (!old) tenants_.insert(tenant);
    for (const auto& [id, old] : tables_.jobs.changed())
      tenants_.insert(old ? old->tenant : tables_.jobs.at(id).tenant);
    for (const auto& [ref, old] : tables_.tombstones.changed()) tenants_.insert(ref.tenant);
    for (const auto& [name, old] : tables_.receipts.changed()) tenants_.insert(std::get<0>(name));
    for (const auto& [name, old] : tables_.settings.changed()) tenants_.insert(name.first);
  }

  void moves() {
    for (const auto& [log, old] : tables_.moving.changed()) {
      tenants_.insert(old ? old->session.tenant : tables_.moving.at(log).session.tenant);
      if (old && tables_.key_of_log.contains(log)) gone_[file_of_log(log)] = std::nullopt;
    }
    for (const auto& [key, old] : tables_.turns_without_session.changed()) {
      const auto wanted = key;
      const auto move = std::find_if(tables_.moving.begin(), tables_.moving.end(),
                                     [&](const auto& m) { return m.second.key == wanted; });
      // One whose move ended is among those that changed.
      if (move != tables_.moving.end()) tenants_.insert(move->second.session.tenant);
    }
  }

  const memory::tables& tables_;
  file_changes gone_;
  std::set<std::int64_t> sessions_;  ///< by key
  std::set<std::int64_t> logs_;      ///< without a session
  std::set<std::string> tenants_;
};

}  // namespace

std::optional<file_changes> changed_files(const memory::tables& t, std::size_t bytes_max) {
  return selection{t}.files(bytes_max);
}

file_changes changed_files(const memory::tables& t) { return *changed_files(t, disk::unlimited); }

file_changes all_files(const memory::tables& t) {
  file_changes found;
  std::set<std::string> tenants;
  for (const auto& [key, row] : t.sessions)
    found[file_of_session(address(row))] = write_session_file(t, key);
  for (const auto& [log, rows] : t.logs)
    if (!t.key_of_log.contains(log)) found[file_of_log(log)] = write_log_file(t, log);
  for (const auto& [tenant, counts] : t.counts) tenants.insert(tenant);
  for (const auto& [id, j] : t.jobs) tenants.insert(j.tenant);
  for (const auto& [name, value] : t.settings) tenants.insert(name.first);
  for (const auto& [name, receipt] : t.receipts) tenants.insert(std::get<0>(name));
  for (const auto& [ref, stone] : t.tombstones) tenants.insert(ref.tenant);
  for (const auto& [log, m] : t.moving) tenants.insert(m.session.tenant);
  for (const auto& tenant : tenants) found[file_of_tenant(tenant)] = write_tenant_file(t, tenant);
  return found;
}

}  // namespace parley::storage::json
