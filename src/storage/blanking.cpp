#include "storage/blanking.hpp"

#include <algorithm>
#include <chrono>

#include "parley/domain/json.hpp"

namespace parley::storage {
namespace {

/// Until one looks again whether rows that departed are gone, when they should be.
constexpr std::chrono::seconds departed_look{5};

}  // namespace

job make_blank_job(const session_ref& session, const blank_job& what, base::timestamp now) {
  job j;
  j.kind = job_kind::blank;
  j.tenant = session.tenant;
  j.session_id = session.id;
  j.payload = domain::canonical(
      {{"log", what.log}, {"seqs", what.seqs}, {"receipt", what.receipt}, {"owner", what.owner}});
  j.not_before = j.created_at = now;
  return j;
}

base::result<blank_job> read_blank_job(const std::string& payload) {
  const auto value = domain::parse_json(payload);
  if (value && value->is_object() && value->contains("log") && value->contains("seqs") &&
      value->at("log").is_number_integer() && value->at("seqs").is_array()) {
    blank_job job{value->at("log").get<std::int64_t>(),
                  {},
                  value->value("receipt", ""),
                  value->value("owner", "")};
    for (const auto& seq : value->at("seqs"))
      if (seq.is_number_integer()) job.seqs.push_back(seq.get<std::int64_t>());
    return job;
  }
  return base::fail(base::errc::internal, "", "A stored job of kind blank cannot be read.");
}

job blank_again(std::int64_t id, base::timestamp until, base::timestamp now) {
  job j;
  j.id = id;
  j.kind = job_kind::blank;
  j.not_before = std::max(until, now + departed_look);
  return j;
}

std::string person_subject(const std::string& user) { return "user/" + user; }

job make_person_job(const receipt_order& order, base::timestamp now) {
  job j;
  j.kind = job_kind::person;
  j.tenant = order.tenant;
  j.session_id = person_subject(order.user);
  j.payload = domain::canonical({{"user", order.user}});
  j.not_before = j.created_at = now;
  return j;
}

std::string message_subject(const std::string& session_id, std::int64_t seq) {
  return session_id + "/" + std::to_string(seq);
}

std::string other_subject(const session_ref& session, const blank_order& order,
                          std::int64_t first_erased) {
  return first_erased != no_seq ? message_subject(session.id, first_erased)
                                : session.id + "/turns/" + order.receipt_id;
}

}  // namespace parley::storage
