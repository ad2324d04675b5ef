#include <algorithm>

#include "storage/redis/check/checks.hpp"
#include "storage/redis/derived.hpp"
#include "storage/redis/lookups.hpp"
#include "storage/redis/structures.hpp"
#include "storage/relational/stored.hpp"

namespace parley::storage::redis {
namespace {

std::string name_of(const session_entry& e) {
  return e.row.address.tenant + "/" + e.row.address.id;
}

}  // namespace

void check_records(examination& e) {
  for (const auto& [key, bytes] : e.fields_of(hashes::session)) {
    ++e.result().sessions;
    const auto entry = read_entry(bytes);
    const auto counts = e.rows().get(hashes::rounds, key);
    if (!counts) {
      e.report(name_of(entry), "has no counts of turns");
      continue;
    }
    const auto sums = read_counts(*counts);
    const auto record = relational::parse_record(entry.record, sums.turns, sums.rounds);
    if (!record) {
      e.report(name_of(entry), record.error().text);
      continue;
    }
    const bool same =
        record->tenant_id == entry.row.address.tenant &&
        record->session_id == entry.row.address.id && record->revision == entry.row.revision &&
        record->status == entry.facts.status && record->created_at == entry.facts.created_at &&
        record->touched_at == entry.row.touched_at && record->closed_at == entry.closed_at &&
        record->type == entry.type && record->user_id == entry.user &&
        record->conversation_id == entry.conversation && record->root_session_id == entry.root &&
        record->parent_session_id == entry.parent;
    if (!same) e.report(name_of(entry), "its columns are not those of its record");
  }
}

void check_names(examination& e) {
  std::map<std::string, std::string> names;
  std::map<std::string, std::string> owners;
  for (const auto& [key, bytes] : e.fields_of(hashes::session)) {
    const auto entry = read_entry(bytes);
    names[name_key(entry.row.address)] = key;
    owners[number_key(entry.row.log)] = key;
  }
  e.compare(hashes::name, names);
  e.compare(hashes::owner, owners);
}

void check_lists(examination& e) {
  std::map<std::string, std::set<std::string>> expected;
  for (const auto& order : {orders::created, orders::user, orders::status, orders::conversation,
                            orders::root, orders::parent, orders::active})
    expected[order];
  for (const auto& [key, bytes] : e.fields_of(hashes::session)) {
    const auto entry = read_entry(bytes);
    for (auto& [order, member] : places_of(entry)) expected[order].insert(std::move(member));
    const auto head = history_head(e.rows(), entry.row.log);
    expected[orders::active].insert(
        active_member(entry.row.address, std::max(entry.row.touched_at, head.last_append)));
  }
  for (const auto& [order, members] : expected) e.compare(order, members);
}

void check_segments(examination& e) {
  std::set<std::string> sharers;
  std::map<std::string, std::string> heads;
  for (const auto& [log, bytes] : e.fields_of(hashes::segments)) {
    const auto history = read_segments(bytes, number_of(log));
    for (auto& [order, member] : places_of(history)) sharers.insert(std::move(member));
    for (const auto& run : history.ranges(1, history.shared_upto()))
      if (!row_at(e.rows(), run.log, run.from) || !row_at(e.rows(), run.log, run.to))
        e.report(rows_of(number_of(log)), "shares messages " + std::to_string(run.from) + " to " +
                                              std::to_string(run.to) + " of log " +
                                              std::to_string(run.log) + ", which are not there");
    const auto upto = history.shared_upto();
    if (const auto row = row_at(e.rows(), history.log_of(upto), upto))
      heads[log] = pack(domain::head{upto, row->head.received_at});
  }
  e.compare(orders::sharer, sharers);
  e.compare(hashes::shared_head, heads);
}

}  // namespace parley::storage::redis
