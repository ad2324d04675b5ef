#include "storage/check/judgements.hpp"
#include "storage/redis/check/checks.hpp"
#include "storage/redis/derived.hpp"
#include "storage/redis/lookups.hpp"
#include "storage/redis/structures.hpp"
#include "storage/relational/stored.hpp"

namespace parley::storage::redis {
namespace {

/// Members that rows say, by their order; those that none says are expected to be empty.
class expectation {
 public:
  explicit expectation(std::initializer_list<std::string> orders) {
    for (const auto& each : orders) members_[each];
  }

  void add(const std::vector<place>& places) {
    for (const auto& [order, member] : places) members_[order].insert(member);
  }
  void add(const place& one) { members_[one.first].insert(one.second); }

  void compare(examination& e) const {
    for (const auto& [order, members] : members_) e.compare(order, members);
  }

 private:
  std::map<std::string, std::set<std::string>> members_;
};

}  // namespace

void check_turns(examination& e) {
  expectation expected{orders::question, orders::open_turn, orders::asker};
  std::map<std::string, std::string> ids;
  for (const auto& [name, bytes] : e.fields_of(tables_of::turn)) {
    const auto t = read_turn(bytes);
    const auto session = number_of(name);
    ids[key{}.number(session).rest(t.turn_id)] = std::to_string(t.ordinal);
    expected.add(places_of(session, t, tenant_of_turn(bytes)));
    if (name != key{}.number(session).number(t.ordinal).bytes())
      e.report("turn " + t.turn_id, "has another ordinal than its row");
  }
  expected.compare(e);
  e.compare(hashes::turn_id, ids);
  e.compare_table(tables_of::turn);
}

void check_summaries(examination& e) {
  expectation expected{orders::summary_at};
  std::map<std::string, std::string> ids;
  for (const auto& [name, bytes] : e.fields_of(tables_of::summary)) {
    key_reader parts{name};
    const auto log = parts.number();
    const auto number = parts.number();
    const auto row = read_summary_row(bytes);
    ids[key{}.number(log).rest(row.id)] = std::to_string(number);
    expected.add(places_of(log, number, row));
    const auto last_seq = history_head(e.rows(), log).last_seq;
    const auto wrong =
        check::mistake_in({row.id, row.to_seq, row.stale, last_seq}, summary_of(row));
    if (!wrong.empty()) e.report(rows_of(log) + " summary " + row.id, wrong);
  }
  expected.compare(e);
  e.compare(hashes::summary_id, ids);
  e.compare_table(tables_of::summary);
}

void check_jobs(examination& e) {
  expectation expected{orders::job_of, orders::dead};
  std::map<std::string, job> first;
  for (const auto& [name, bytes] : e.fields_of(hashes::job)) {
    auto j = read_job(bytes);
    expected.add(places_of(j));
    if (j.state != job_state::waiting) continue;
    if (!check::can_be_done(j, relational::no_limits()))
      e.report("job " + std::to_string(j.id), "does not say what is to be done");
    const auto subject = subject_of(j);
    const auto at = first.find(subject);
    if (at == first.end() || j.id < at->second.id) first.insert_or_assign(subject, std::move(j));
  }
  std::map<std::string, std::string> chosen;
  std::set<std::string> due;
  for (const auto& [subject, j] : first) {
    chosen[subject] = due_member(j);
    due.insert(due_member(j));
  }
  expected.compare(e);
  e.compare(hashes::due_of, chosen);
  e.compare(orders::due, due);
}

void check_keys(examination& e) {
  expectation expected{orders::effect_age, orders::effect_of};
  for (const auto& [name, bytes] : e.fields_of(hashes::effect))
    expected.add(places_of(name, read_effect(bytes)));
  expected.compare(e);
}

void check_erased(examination& e) {
  expectation expected{orders::tombstone_part, orders::receipt_part};
  std::map<std::string, std::string> orphans;
  for (const auto& [name, bytes] : e.fields_of(hashes::tombstone)) {
    key_reader parts{name};
    const session_ref ref{parts.text(), parts.text()};
    const auto t = read_tombstone(bytes, ref.id);
    orphans[number_key(t.log)] = name;
    if (!t.part_of.empty()) expected.add(place_of(ref.tenant, t));
    if (key_of(e.rows(), ref)) e.report(ref.tenant + "/" + ref.id, "is erased and there");
    const auto purge = first_job(e.rows(), ref, job_kind::purge);
    if (!t.receipt.purged_at && !purge)
      e.report(ref.tenant + "/" + ref.id, "is erased, and nobody is to remove its rows");
  }
  for (const auto& [name, bytes] : e.fields_of(hashes::receipt)) {
    key_reader parts{name};
    const auto tenant = parts.text();
    const auto kind = static_cast<domain::erased_kind>(parts.byte());
    const auto r = read_receipt(bytes, kind, parts.rest());
    if (!r.part_of.empty()) expected.add(place_of(tenant, r));
  }
  expected.compare(e);
  e.compare(hashes::orphan, orphans);
}

void check_moving(examination& e) {
  std::map<std::string, std::string> names;
  for (const auto& [log, bytes] : e.fields_of(tables_of::moving)) {
    const auto m = read_moving(bytes);
    const auto where = m.session.tenant + "/" + m.session.id;
    const bool here = e.rows().get(hashes::owner, log).has_value();
    if (m.state != moving_state::departed) names[name_key(m.session)] = log;
    if (m.state == moving_state::marked && !here)
      e.report(where, "is marked as in both stores, and not here");
    if (m.state == moving_state::staged && here) e.report(where, "is here, and on its way here");
  }
  e.compare(hashes::moving_of, names);
  e.compare_table(tables_of::moving);
}

}  // namespace parley::storage::redis
