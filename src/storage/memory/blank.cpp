#include <algorithm>
#include <utility>

#include "parley/domain/json.hpp"
#include "storage/blanking.hpp"
#include "storage/memory/tables.hpp"

namespace parley::storage::memory {
namespace {

/// `message.NAME` of a report's payload.
std::string of_report(const job& j, const char* name) {
  const auto payload = domain::parse_json(j.payload);
  if (!payload || !payload->is_object()) return {};
  const auto message = payload->find("message");
  if (message == payload->end() || !message->is_object()) return {};
  const auto found = message->find(name);
  return found != message->end() && found->is_string() ? found->get<std::string>() : std::string{};
}

bool mentions(const job& j, const std::string& field, const std::string& value) {
  return j.payload.find('"' + field + "\":" + domain::json(value).dump()) != std::string::npos;
}

bool names_sender(const job& j, const std::string& user) {
  if (j.kind == job_kind::deliver) return of_report(j, "sender_id") == user;
  return j.kind == job_kind::poison && mentions(j, "sender_id", user);
}

}  // namespace

domain::erasure tables::blank(const session_ref& ref, const blank_order& wanted,
                              std::vector<session_ref>& sharers) {
  const auto known = receipts.find({ref.tenant, domain::erased_kind::message, wanted.subject});
  const auto history = segments_of(sessions.at(key_of.at(ref)).log);
  std::map<std::int64_t, std::vector<std::int64_t>> erased;
  auto first = no_seq;
  for (const auto seq : wanted.seqs) {
    const auto log = history.log_of(seq);
    const auto* m = row(log, seq);
    if (!m || m->status == domain::message_status::erased) continue;
    const auto id = ref.id + ":" + m->message_id;
    jobs.erase_if([&](const auto& entry) {
      const auto& j = entry.second;
      if (j.tenant != ref.tenant || j.session_id != ref.id) return false;
      return (j.kind == job_kind::deliver && of_report(j, "message_id") == id) ||
             (j.kind == job_kind::poison && mentions(j, "message_id", m->message_id));
    });
    auto& rows = logs.edit(log).messages;
    auto& place = rows[static_cast<std::size_t>(seq - rows.front().seq)];
    place = domain::blanked(std::move(place));
    erased[log].push_back(seq);
    if (first == no_seq) first = seq;
  }
  const bool forgot = forget_questions(ref, wanted.turns);
  // One of several may have been erased since they were looked up: the others go all the same.
  if (known != receipts.end() && erased.empty() && !forgot) return known->second.receipt;
  const auto subject = known == receipts.end() ? wanted.subject : other_subject(ref, wanted, first);
  domain::erasure receipt;
  receipt.receipt_id = wanted.receipt_id;
  receipt.kind = domain::erased_kind::message;
  receipt.subject = subject;
  receipt.invisible_at = clock->now();
  std::set<session_ref> others;
  for (const auto& [log, seqs] : erased) {
    receipt.messages += static_cast<std::int64_t>(seqs.size());
    receipt.summaries += spoil_summaries(log, *std::ranges::min_element(seqs));
    add(make_blank_job(ref, {log, seqs, subject, owner_of(log).value_or(ref.id)}, clock->now()));
    for (const auto& [key, other] : sessions) {
      const session_ref name{other.record.tenant_id, other.record.session_id};
      if (name != ref && segments_of(other.log).log_of(seqs.front()) == log) others.insert(name);
    }
  }
  receipt.forks = static_cast<std::int64_t>(others.size());
  if (erased.empty() && forgot) {
    ++logs.edit(history.own()).erasures;
    add(make_blank_job(ref, {history.own(), {no_seq}, subject, ref.id}, clock->now()));
  } else if (erased.empty()) {
    receipt.purged_at = clock->now();
  }
  receipts.put({ref.tenant, domain::erased_kind::message, subject},
               {receipt, wanted.part_of, next_position - 1});
  sharers.assign(others.begin(), others.end());
  return receipt;
}

bool tables::forget_questions(const session_ref& ref, const std::vector<std::string>& turns) {
  bool any = false;
  for (auto& [ordinal, row] : sessions.edit(key_of.at(ref)).turns) {
    if (!domain::has_question(row) || std::ranges::find(turns, row.turn_id) == turns.end())
      continue;
    domain::forget_question(row);
    any = true;
  }
  return any;
}

std::vector<sent_messages> tables::asked_by(const std::string& tenant, const std::string& asker,
                                            std::int64_t items_max) const {
  std::vector<sent_messages> found;
  for (const auto& [key, session] : sessions) {
    const session_ref ref{session.record.tenant_id, session.record.session_id};
    if (ref.tenant != tenant) continue;
    for (const auto& [ordinal, row] : session.turns) {
      if (domain::asker_of(row) != asker || items_max-- <= 0) continue;
      if (found.empty() || found.back().session != ref) found.push_back({ref, {}, {}});
      found.back().turns.push_back(row.turn_id);
    }
  }
  return found;
}

void tables::finish_blanking(const purge_order& wanted) {
  const auto it = jobs.find(wanted.job);
  if (it == jobs.end()) return;
  const auto job = read_blank_job(it->second.payload);
  if (job) {
    const auto until = departed_until({wanted.session.tenant, job->owner_or(wanted.session.id)});
    if (until) return put(blank_again(wanted.job, *until, clock->now()));
  }
  jobs.erase(wanted.job);
  if (!job) return;
  const bool more = std::any_of(jobs.begin(), jobs.end(), [&](const auto& entry) {
    const auto& j = entry.second;
    if (j.kind != job_kind::blank || j.tenant != wanted.session.tenant ||
        j.session_id != wanted.session.id)
      return false;
    const auto other = read_blank_job(j.payload);
    return other && other->receipt == job->receipt;
  });
  const std::tuple name{wanted.session.tenant, domain::erased_kind::message, job->receipt};
  const auto kept = receipts.find(name);
  if (!more && kept != receipts.end())
    receipts.edit(name).receipt.purged_at =
        std::max(clock->now(), kept->second.receipt.invisible_at);
}

void tables::resume_person(const receipt_order& wanted) {
  bool has_job = false;
  for (const auto& [id, there] : jobs) {
    if (there.kind != job_kind::person || there.tenant != wanted.tenant ||
        there.session_id != person_subject(wanted.user))
      continue;
    has_job = true;
    if (there.state == job_state::waiting) continue;
    auto& j = jobs.edit(id);
    j.state = job_state::waiting;
    j.attempts = 0;
    j.not_before = clock->now();
    j.reason.clear();
  }
  if (!has_job) add(make_person_job(wanted, clock->now()));
}

void tables::take(const receipt_order& wanted) {
  const std::tuple name{wanted.tenant, domain::erased_kind::user, wanted.user};
  const auto known = receipts.find(name);
  if (!wanted.done) {
    if (known != receipts.end() && known->second.receipt.invisible_at == base::timestamp{}) {
      resume_person(wanted);
      return;
    }
    kept_receipt begun;
    begun.receipt.kind = domain::erased_kind::user;
    begun.receipt.subject = wanted.user;
    begun.receipt.receipt_id = wanted.receipt_id;
    begun.upto = next_position - 1;
    receipts.put(name, std::move(begun));
    add(make_person_job(wanted, clock->now()));
    return;
  }
  if (known == receipts.end()) return;
  auto receipt = known->second.receipt;
  const auto subject = person_subject(wanted.user);
  receipt.invisible_at = clock->now();
  receipt.sessions = receipt.messages = receipt.forks = receipt.summaries = 0;
  const auto sum = [&](const domain::erasure& part) {
    receipt.sessions += part.sessions;
    receipt.messages += part.messages;
    receipt.forks += part.forks;
    receipt.summaries += part.summaries;
  };
  for (const auto& [ref, stone] : tombstones)
    if (ref.tenant == wanted.tenant && stone.part_of == subject) sum(stone.receipt);
  for (const auto& [other, kept] : receipts)
    if (std::get<0>(other) == wanted.tenant && kept.part_of == subject) sum(kept.receipt);
  receipts.edit(name).receipt = receipt;
  jobs.erase_if([&](const auto& entry) {
    return entry.second.tenant == wanted.tenant && names_sender(entry.second, wanted.user);
  });
}

std::optional<person_receipt> tables::person(const std::string& tenant,
                                             const std::string& user) const {
  const auto it = receipts.find({tenant, domain::erased_kind::user, user});
  if (it == receipts.end()) return std::nullopt;
  person_receipt found{it->second.receipt, it->second.upto};
  auto& receipt = found.receipt;
  if (receipt.invisible_at == base::timestamp{}) return found;
  receipt.purged_at = receipt.invisible_at;
  const auto subject = person_subject(user);
  const auto part = [&](const std::optional<base::timestamp>& purged_at) {
    receipt.purged_at =
        purged_at && receipt.purged_at ? std::max(purged_at, receipt.purged_at) : std::nullopt;
  };
  for (const auto& [ref, stone] : tombstones)
    if (ref.tenant == tenant && stone.part_of == subject) part(erasure(ref)->purged_at);
  for (const auto& [other, kept] : receipts)
    if (std::get<0>(other) == tenant && kept.part_of == subject) part(kept.receipt.purged_at);
  return found;
}

sent_page tables::sent_by(const std::string& tenant, const std::string& sender, std::int64_t after,
                          std::int64_t rows_max) const {
  constexpr std::size_t seqs_max = 500;
  sent_page page;
  const auto upto = after + rows_max;
  if (upto < next_position - 1) page.next = upto;
  for (auto it = order.upper_bound(after); it != order.end() && it->first <= upto; ++it) {
    const auto& [log, seq] = it->second;
    const auto* m = row(log, seq);
    if (!m || m->sender_id != sender || m->status == domain::message_status::erased) continue;
    const auto* owner = owner_of(log, seq, nullptr);
    if (!owner || owner->record.tenant_id != tenant) continue;
    const session_ref ref{tenant, owner->record.session_id};
    auto place = std::find_if(page.items.rbegin(), page.items.rend(), [&](const sent_messages& s) {
      return s.session == ref && s.seqs.size() < seqs_max;
    });
    if (place == page.items.rend()) {
      page.items.push_back({ref, {}, {}});
      place = page.items.rbegin();
    }
    place->seqs.push_back(seq);
  }
  return page;
}

}  // namespace parley::storage::memory
