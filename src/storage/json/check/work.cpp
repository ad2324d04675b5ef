#include <algorithm>
#include <tuple>

#include "storage/check/judgements.hpp"
#include "storage/json/check/checks.hpp"
#include "storage/purge.hpp"

namespace parley::storage::json {
namespace {

bool has_purge(const memory::tables& t, std::int64_t log) {
  return std::any_of(t.jobs.begin(), t.jobs.end(), [&](const auto& entry) {
    if (entry.second.kind != job_kind::purge) return false;
    const auto target = read_purge(entry.second);
    return target && target->log == log;
  });
}

/// Whose rows they were, of a log that no session has; nullptr: they are staged.
const session_ref* former_owner(const memory::tables& t, std::int64_t log) {
  if (const auto m = t.moving.find(log); m != t.moving.end())
    return m->second.state == moving_state::departed ? &m->second.session : nullptr;
  for (const auto& [ref, stone] : t.tombstones)
    if (stone.log == log) return &ref;
  return nullptr;
}

void add_purge(examination& e, const session_ref& of, std::int64_t log, const std::string& text) {
  e.found.report(of.tenant + "/" + of.id, text, e.repair);
  if (e.repair) e.tables().add(purge_job(of, log, e.tables().clock->now()));
}

}  // namespace

void check_jobs(examination& e) {
  for (const auto& [id, j] : e.tables().jobs) {
    if (j.state == job_state::waiting && !storage::check::can_be_done(j, e.tables().limits))
      e.found.report(j.tenant + "/" + j.session_id,
                     "its job " + std::to_string(id) + " does not say what is to be done");
  }
}

void check_erased(examination& e) {
  auto& t = e.tables();
  for (const auto& [log, rows] : t.logs) {
    if (t.key_of_log.contains(log) || rows.messages.empty() || has_purge(t, log)) continue;
    if (rows.messages.back().seq <= t.shared_by_others(log)) continue;
    if (const auto* owner = former_owner(t, log))
      add_purge(
          e, session_ref{*owner}, log,
          "is gone, and rows of log " + std::to_string(log) + " are left that nobody removes");
  }
  for (const auto& [ref, stone] : t.tombstones) {
    const auto& receipt = stone.receipt;
    if (!receipt.purged_at && !has_purge(t, stone.log))
      add_purge(e, ref, stone.log, "was erased, and nobody finishes it");
    if (receipt.sessions < 1 || receipt.messages < 0 || receipt.forks < 0 ||
        (receipt.purged_at && *receipt.purged_at < receipt.invisible_at))
      e.found.report(ref.tenant + "/" + ref.id, "has a receipt that cannot be");
  }
}

}  // namespace parley::storage::json
