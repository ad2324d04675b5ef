#include "storage/redis/job_scan.hpp"

#include <algorithm>

#include "storage/redis/rows.hpp"
#include "storage/redis/structures.hpp"

namespace parley::storage::redis {
namespace {

constexpr std::int64_t jobs_at_once = 200;

/// The field of a job, when it is of one of these kinds.
std::optional<std::string> field_of(const std::string& member,
                                    std::initializer_list<job_kind> kinds) {
  key_reader parts{member};
  parts.text();  // its tenant
  parts.text();  // and subject
  const auto kind = static_cast<job_kind>(parts.byte());
  parts.byte();
  if (std::find(kinds.begin(), kinds.end(), kind) == kinds.end()) return std::nullopt;
  return parts.rest();
}

}  // namespace

std::vector<std::int64_t> find_jobs(rows_view& rows, const std::string& prefix,
                                    std::initializer_list<job_kind> kinds,
                                    const std::function<bool(const job&)>& fits) {
  std::vector<std::int64_t> found;
  for (auto next = within(prefix, jobs_at_once);;) {
    const auto members = rows.range(orders::job_of, next);
    std::vector<std::string> ids;
    for (const auto& each : members)
      if (auto id = field_of(each, kinds)) ids.push_back(std::move(*id));
    for (const auto& bytes : rows.get_all(hashes::job, ids))
      if (const auto j = bytes ? std::optional{read_job(*bytes)} : std::nullopt; j && fits(*j))
        found.push_back(j->id);
    if (static_cast<std::int64_t>(members.size()) < jobs_at_once) return found;
    next.from = members.back() + '\0';
  }
}

}  // namespace parley::storage::redis
