#include <algorithm>

#include "parley/domain/records.hpp"
#include "storage/check/judgements.hpp"
#include "storage/json/check/checks.hpp"
#include "storage/json/names.hpp"
#include "storage/json/values.hpp"
#include "storage/relational/stored.hpp"

namespace parley::storage::json {
namespace {

session_ref address(const memory::session_row& row) {
  return {row.record.tenant_id, row.record.session_id};
}

std::string name_of(const memory::session_row& row) {
  const auto ref = address(row);
  return ref.tenant + "/" + ref.id;
}

std::string name_of(const memory::tables& t, std::int64_t log) {
  const auto key = t.key_of_log.find(log);
  return key == t.key_of_log.end() ? "log " + std::to_string(log)
                                   : name_of(t.sessions.at(key->second));
}

bool is_blank(const domain::message& m) {
  return !m.content && m.tool_calls.empty() && m.metadata.empty() && m.item.empty() &&
         m.extra.empty();
}

}  // namespace

void check_counts(examination& e) {
  auto& t = e.tables();
  for (const auto& [key, row] : t.sessions) {
    ++e.found.result().sessions;
    const auto text = e.files.read(file_of_session(address(row)));
    if (!text) throw unreadable(text.error().text);
    const auto file = read_object(text->value_or(""));
    const auto said = domain::read_session(member(file, "session"), relational::no_limits());
    const auto head = t.head(row.log);
    if (said && said->at == head) continue;
    e.found.report(name_of(row),
                   "says that it has " + std::to_string(said ? said->at.last_seq : 0) +
                       " messages, there are " + std::to_string(head.last_seq),
                   e.repair);
    if (!e.repair) continue;
    const auto done =
        replace(e.files, file_of_session(address(row)), write_session_file(t, key)).and_then([&] {
          return e.files.sync_folder(sessions_of(row.record.tenant_id));
        });
    if (!done) throw unreadable(done.error().text);
  }
}

void check_bodies(examination& e) {
  for (const auto& [log, rows] : e.tables().logs) {
    for (const auto& m : rows.messages) {
      ++e.found.result().messages;
      // A client may give any id, also one that looks like another's generated one.
      const auto mistake = storage::check::mistake_in(m, true, is_blank(m), false);
      if (!mistake.empty())
        e.found.report(name_of(e.tables(), log), "seq " + std::to_string(m.seq) + " " + mistake);
    }
  }
}

void check_tallies(examination& e) {
  auto& t = e.tables();
  for (const auto& [key, row] : t.sessions) {
    const auto last_seq = t.head(row.log).last_seq;
    const auto tally = t.tally_at(row.log, last_seq);
    const auto& tallies = t.logs.at(row.log).tallies;
    if (tally.turn_count != row.record.turn_count || tally.round != row.record.round)
      e.found.report(name_of(row), "has other counts of turns and rounds than its tally");
    if (!tallies.empty() && tallies.rbegin()->first > last_seq)
      e.found.report(name_of(row), "has a tally behind its newest message");
  }
}

void check_turns(examination& e) {
  for (const auto& [key, row] : e.tables().sessions) {
    std::set<std::string> ids;
    for (const auto& [ordinal, turn] : row.turns)
      if (ordinal < 1 || !ids.insert(turn.turn_id).second)
        e.found.report(name_of(row),
                       "has the turn " + turn.turn_id + " twice, or before its first");
  }
}

void check_summaries(examination& e) {
  auto& t = e.tables();
  for (const auto& [log, rows] : t.logs) {
    const auto last_seq =
        rows.messages.empty() ? t.segments_of(log).shared_upto() : rows.messages.back().seq;
    for (const auto& s : rows.summaries) {
      const auto mistake =
          storage::check::mistake_in({s.summary_id, s.to_seq, s.stale, last_seq}, s);
      if (!mistake.empty())
        e.found.report(name_of(t, log), "its summary " + s.summary_id + " " + mistake);
    }
  }
}

void check_records(examination& e) {
  auto& t = e.tables();
  for (const auto& [key, row] : t.sessions) {
    const auto& r = row.record;
    if (storage::check::has_other_key(r))
      e.found.report(name_of(row), "has the key " + r.session_key +
                                       ", which its participants do "
                                       "not give");
    if (!r.parent_session_id) {
      if (r.root_session_id || r.depth != 0)
        e.found.report(name_of(row), "has no parent and is no root");
      continue;
    }
    const session_ref parent{r.tenant_id, *r.parent_session_id};
    const auto above = t.key_of.find(parent);
    if (above == t.key_of.end()) {
      // One that is archived may be in an archive, and its parent not.
      const auto aside = e.files.read(std::string{broken_folder} + "/" + file_of_session(parent));
      const bool known = t.tombstones.contains(parent) ||
                         r.status == domain::session_status::archived || !aside || *aside;
      if (!known)
        e.found.report(name_of(row),
                       "its parent " + parent.id + " is not there, and was not erased");
      continue;
    }
    const auto& p = t.sessions.at(above->second).record;
    if (r.root_session_id != p.root_session_id.value_or(p.session_id) || r.depth != p.depth + 1)
      e.found.report(name_of(row), "has another root or depth than its parent gives");
  }
}

}  // namespace parley::storage::json
