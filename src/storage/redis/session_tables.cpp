#include "redis/failure.hpp"
#include "storage/redis/derived.hpp"
#include "storage/redis/lookups.hpp"
#include "storage/redis/structures.hpp"
#include "storage/redis/tables.hpp"

namespace parley::storage::redis {
namespace {

std::string tally_key(std::int64_t log, std::int64_t seq) { return key{}.number(log).number(seq); }

bool is_found(const session_entry& e, subtree_guard guard) {
  switch (guard) {
    case subtree_guard::none:
      return false;
    case subtree_guard::none_open:
      // One that is archived was closed before or not.
      return e.facts.status == domain::session_status::active ||
             (e.facts.status == domain::session_status::archived && !e.closed_at);
    case subtree_guard::all_archived:
      return e.facts.status != domain::session_status::archived;
    case subtree_guard::none_left:
      break;
  }
  return true;
}

}  // namespace

bool tables::has_session(const session_ref& session) { return key_of(rows_, session).has_value(); }

std::optional<relational::session_row> tables::session_of(std::int64_t key) {
  auto found = entry_of(rows_, key);
  if (!found) return std::nullopt;
  return std::move(found->row);
}

std::optional<std::int64_t> tables::log_of(const session_ref& session) {
  const auto key = key_of(rows_, session);
  if (!key) return std::nullopt;
  const auto found = entry_of(rows_, *key);
  if (!found) throw client::failure::damaged("a session has a name and no row");
  return found->row.log;
}

relational::status_and_age tables::status_of(std::int64_t key) {
  const auto found = entry_of(rows_, key);
  if (!found) throw client::failure::damaged("a session that is counted is gone");
  return found->facts;
}

void tables::place(const std::vector<redis::place>& places, bool there) {
  for (const auto& [order, member] : places)
    there ? rows_.add(order, member) : rows_.drop(order, member);
}

void tables::insert_session(const relational::open_session& session, const domain::session& record,
                            const std::string& text, std::int64_t shared_upto) {
  const auto entry = redis::entry_of(session, record, text, shared_upto);
  const auto key = number_key(session.key);
  const auto log = number_key(session.log);
  rows_.put(hashes::name, name_key(*session.address), key);
  rows_.put(hashes::session, key, pack(entry));
  rows_.put(hashes::rounds, key, pack(relational::turn_counts{record.turn_count, record.round}));
  rows_.put(hashes::owner, log, key);
  if (shared_upto > 0) rows_.put(hashes::first, log, std::to_string(shared_upto + 1));
  // Nobody has to be asked about a log that was just given, unlike one that arrives.
  for (const auto& hash : {hashes::first, hashes::head, hashes::segments})
    rows_.knows(hash, log, std::nullopt);
  if (!own_head(rows_, session.log)) rows_.is_new(ids_of(session.log));
  place(places_of(entry), true);
}

void tables::update_session(const relational::open_session& session, const domain::session& record,
                            const std::string& text, const std::string& agents) {
  const auto before = entry_of(rows_, session.key);
  if (!before) throw client::failure::damaged("a session that is changed is gone");
  auto after = redis::entry_of(session, record, text, before->row.shared_upto);
  after.row.agents = agents;
  rows_.put(hashes::session, number_key(session.key), pack(after));
  const auto places = places_of(after);
  if (const auto left = places_of(*before); left != places) {
    place(left, false);
    place(places, true);
  }
}

void tables::put_turn_counts(const relational::open_session& session) {
  rows_.put(hashes::rounds, number_key(session.key),
            pack(relational::turn_counts{session.turn_count, session.round}));
}

void tables::list(const session_ref& session, base::timestamp active_at) {
  rows_.add(orders::active, active_member(session, active_at));
}

void tables::unlist(const session_ref& session, base::timestamp active_at) {
  rows_.drop(orders::active, active_member(session, active_at));
}

segments tables::history_of(std::int64_t log) { return redis::history_of(rows_, log); }

void tables::share(const relational::open_session& session, const segment& run) {
  const auto log = number_key(session.log);
  std::vector<segment> shared;
  for (const auto& each : history_of(session.log).ranges(1, seq_max))
    if (each.log != session.log) shared.push_back({each.log, each.to});
  shared.push_back(run);
  rows_.put(hashes::segments, log, pack(shared));
  if (const auto at = received_at(run.log, run.upto))
    rows_.put(hashes::shared_head, log, pack(domain::head{run.upto, *at}));
  place(places_of(history_of(session.log)), true);
}

std::int64_t tables::shared_by_others(std::int64_t log) {
  for (const auto& member : rows_.range(orders::sharer, within(number_key(log), 1, true))) {
    key_reader parts{member};
    parts.number();
    return parts.number();
  }
  return 0;
}

std::optional<relational::turn_counts> tables::tally_at(std::int64_t log, std::int64_t seq) {
  const auto found =
      read_table(rows_, tables_of::tally, {number_key(log), tally_key(log, seq + 1), 1, true});
  if (found.empty()) return std::nullopt;
  return read_counts(found.front().value);
}

void tables::keep_tally(const relational::open_session& session, std::int64_t seq) {
  rows_.put_row(tables_of::tally, tally_key(session.log, seq),
                pack(relational::turn_counts{session.turn_count, session.round}));
}

std::vector<session_ref> tables::children_of(const session_ref& session) {
  const std::string prefix = key{}.text(session.tenant).text(session.id);
  std::vector<session_ref> found;
  for (const auto& member : rows_.range(orders::parent, within(prefix))) {
    key_reader parts{std::string_view{member}.substr(prefix.size())};
    parts.number();
    found.push_back({session.tenant, parts.rest()});
  }
  return found;
}

bool tables::has_descendant(const session_ref& session, subtree_guard guard) {
  const auto there = [](const std::optional<std::string>& found) {
    if (!found) throw client::failure::damaged("a child is listed and not there");
    return *found;
  };
  std::vector<session_ref> left{session};
  while (!left.empty()) {
    const auto children = children_of(left.back());
    left.pop_back();
    std::vector<std::string> names, keys;
    for (const auto& each : children) names.push_back(name_key(each));
    for (const auto& each : rows_.get_all(hashes::name, names)) keys.push_back(there(each));
    for (const auto& each : rows_.get_all(hashes::session, keys))
      if (is_found(read_entry(there(each)), guard)) return true;
    left.insert(left.end(), children.begin(), children.end());
  }
  return false;
}

std::optional<relational::tree_place> tables::place_of(const session_ref& session) {
  const auto key = key_of(rows_, session);
  const auto found = key ? entry_of(rows_, *key) : std::nullopt;
  if (!found) return std::nullopt;
  return relational::tree_place{found->facts.status, found->parent};
}

std::int64_t tables::count_children(const session_ref& parent, std::int64_t most) {
  const std::string prefix = key{}.text(parent.tenant).text(parent.id);
  return static_cast<std::int64_t>(rows_.range(orders::parent, within(prefix, most)).size());
}

bool tables::has_cascade(const session_ref& session) {
  return first_job(rows_, session, job_kind::cascade).has_value();
}

}  // namespace parley::storage::redis
