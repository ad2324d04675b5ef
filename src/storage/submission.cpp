#include "parley/storage/submission.hpp"

namespace parley::storage {
namespace {

// What a record costs in the queue. Its JSON would tell exactly, and cost more than the queue.
std::size_t bytes_of(const domain::session& record) {
  return sizeof(record) + record.session_id.size() + record.session_key.size() +
         record.system_prompt.value_or("").size() +
         record.participants.size() * sizeof(domain::participant) +
         record.metadata.size() * sizeof(domain::json);
}

std::size_t bytes_of(const std::optional<idempotency>& once) {
  return once ? once->key.size() + once->route.size() : 0;
}

std::size_t bytes_of(const std::vector<job>& jobs) {
  std::size_t sum = 0;
  for (const auto& j : jobs)
    sum += sizeof(j) + j.tenant.size() + j.session_id.size() + j.payload.size() + j.reason.size();
  return sum;
}

}  // namespace

std::string_view to_string(job_kind kind) {
  switch (kind) {
    case job_kind::deliver:
      return "deliver";
    case job_kind::cascade:
      return "cascade";
    case job_kind::purge:
      return "purge";
    case job_kind::poison:
      return "poison";
    case job_kind::blank:
      return "blank";
    case job_kind::person:
      return "person";
  }
  return "unknown";
}

std::size_t submission::bytes() const {
  std::size_t sum = sizeof(submission) + session.tenant.size() + session.id.size() + bytes_of(once);
  if (create) sum += bytes_of(*create);
  if (update) sum += bytes_of(*update);
  if (erase) sum += sizeof(*erase) + erase->receipt_id.size() + erase->part_of.size();
  if (blank) sum += sizeof(*blank) + 8 * blank->seqs.size();
  if (summary) sum += sizeof(*summary) + summary->made.text.size();
  if (move) sum += move->bytes();
  if (purge) sum += sizeof(*purge) + 8 * purge->seqs.size();
  if (receipt) sum += sizeof(*receipt);
  if (setting) sum += sizeof(*setting) + setting->value.size();
  if (jobs) sum += bytes_of(jobs->add) + bytes_of(jobs->put) + 8 * jobs->remove.size();
  for (const auto& part : parts) {
    sum += sizeof(append_part) + bytes_of(part.once);
    sum += bytes_of(part.jobs);
    for (const auto& entry : part.entries) sum += entry.bytes();
    for (const auto& t : part.turns) sum += sizeof(t) + t.question.bytes() + t.draft.text.size();
  }
  return sum;
}

}  // namespace parley::storage
