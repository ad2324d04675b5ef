#include "storage/purge.hpp"

#include <string>
#include <utility>

#include "parley/domain/json.hpp"
#include "parley/storage/rows_owner.hpp"
#include "storage/blanking.hpp"

namespace parley::storage {

job purge_job(const session_ref& erased, std::int64_t log, base::timestamp now) {
  job j;
  j.kind = job_kind::purge;
  j.tenant = erased.tenant;
  j.session_id = erased.id;
  j.payload = "{\"log\":" + std::to_string(log) + "}";
  j.not_before = j.created_at = now;
  return j;
}

base::result<purge_target> read_purge(const job& j) {
  const auto value = domain::parse_json(j.payload);
  if (value && value->is_object() && value->contains("log") &&
      value->at("log").is_number_integer()) {
    purge_target target{value->at("log").get<std::int64_t>(), {}};
    if (j.kind == job_kind::purge) return target;
    if (auto blank = read_blank_job(j.payload); blank && !blank->seqs.empty()) {
      target.seqs = std::move(blank->seqs);
      return target;
    }
  }
  return base::fail(base::errc::internal, "", "A stored purge cannot be read.");
}

session_ref owner_of_rows(const job& j) {
  if (j.kind == job_kind::blank)
    if (const auto blank = read_blank_job(j.payload))
      return {j.tenant, blank->owner_or(j.session_id)};
  return {j.tenant, j.session_id};
}

}  // namespace parley::storage
