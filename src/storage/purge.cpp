#include "storage/purge.hpp"

#include <string>

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

}  // namespace parley::storage
