#include "parley/testing/compare.hpp"

#include <algorithm>
#include <utility>

#include "parley/storage/timeline.hpp"
#include "testing/compare/moves.hpp"

namespace parley::testing {
namespace {

using namespace compare;

class comparison {
 public:
  comparison(std::uint64_t seed, const store_factory& first, const store_factory& second)
      : world_(seed) {
    must(first_.open(first, world_.clock));
    must(second_.open(second, world_.clock));
  }

  /// What differs, or nothing.
  const std::string& difference() const { return difference_; }

  void step() {
    const auto choice = world_.random.below(100);
    if (choice < 44) return commit();
    if (choice < 51) return load(world_.any_session());
    if (choice < 60) return page();
    if (choice < 65) return find();
    if (choice < 67) return common();
    if (choice < 69) return turns();
    if (choice < 72) return effect();
    if (choice < 79) return list();
    if (choice < 85) return move();
    if (choice < 87) return world_.random.chance(50) ? jobs() : purge();
    if (choice < 89) return world_.random.chance(70) ? search() : settings();
    if (choice < 92) return counts();
    if (choice < 97) return world_.clock.advance(std::chrono::seconds{world_.random.below(40000)});
    if (choice < 99) return idle();
    must(first_.reopen_writer());
    must(second_.reopen_writer());
  }

  /// What is counted, of every tenant.
  void counts() {
    for (const char* tenant : {"t", "u", "nobody"}) {
      same("counts of " + std::string{tenant}, first_.catalog().counts(tenant),
           second_.catalog().counts(tenant));
      statistics(tenant);
    }
  }

 private:
  void must(const base::result<void>& done) {
    if (!done) differ("an open failed: " + base::to_string(done.error()));
  }

  void differ(const std::string& what) {
    if (difference_.empty()) difference_ = what;
  }

  void same(const std::string& what, const std::string& first, const std::string& second) {
    if (first != second) differ(what + "\n  first:  " + first + "\n  second: " + second);
  }

  template <class T>
  void same(const std::string& what, const base::result<T>& first, const base::result<T>& second) {
    if (first && second) {
      if (!(*first == *second)) differ(what + ": the values differ");
      return;
    }
    same(what, first ? "a value" : describe(first.error()),
         second ? "a value" : describe(second.error()));
  }

  void commit() {
    const auto batch = world_.batch();
    const auto first = first_.commit(batch);
    const auto second = second_.commit(batch);
    if (first.size() != batch.size() || second.size() != batch.size())
      return differ("an outcome is missing");
    for (std::size_t i = 0; i < batch.size(); ++i) {
      const auto& ref = batch[i].body.session;
      same("submission " + std::to_string(i) + " to " + ref.tenant + "/" + ref.id,
           describe(first[i]), describe(second[i]));
      remember(batch[i].body, first[i]);
    }
  }

  void move() {
    for (auto n = 1 + world_.random.below(8); n > 0 && difference_.empty(); --n)
      differ(moves_.step());
  }

  void remember(const storage::submission& s, const storage::outcome& o) {
    for (const auto& part : o.parts)
      for (const auto& e : part.entries)
        if (world_.random.chance(50)) world_.message_ids[s.session].push_back(e.message_id);
    for (const auto id : o.jobs) world_.last_job = std::max(world_.last_job, id);
    if (o.kind != storage::commit::committed || o.replay || s.session.id.empty()) return;
    if (s.fork) world_.sharing.insert({s.session, {s.session.tenant, s.fork->session_id}});
    if (s.blank || s.summary || world_.random.chance(10)) summaries(s.session);
    if (s.blank || s.summary) return;
    if (o.erased) {
      world_.sessions.erase(s.session);
      world_.message_ids.erase(s.session);
      return;
    }
    if (s.create || s.update || world_.random.chance(20)) load(s.session);
    world_.sessions[s.session].last_seq = o.head.last_seq;
  }

  void load(const storage::session_ref& ref) {
    const auto first = first_.load(ref);
    const auto second = second_.load(ref);
    if (!first || !second || !*first || !*second)
      return same("load", describe_missing(first), describe_missing(second));
    if (!((*first)->record == (*second)->record)) differ("load: the records differ");
    if (!((*first)->head == (*second)->head)) differ("load: the heads differ");
    if ((*first)->open_turns != (*second)->open_turns ||
        (*first)->next_turn != (*second)->next_turn)
      differ("load: the turns differ");
    if (!((*first)->cascade == (*second)->cascade)) differ("load: the cascades differ");
    auto& known = world_.sessions[ref];
    known.record = (*first)->record;
    known.last_seq = (*first)->head.last_seq;
  }

  static std::string describe_missing(
      const base::result<std::optional<storage::stored_session>>& s) {
    return !s ? describe(s.error()) : *s ? "a session" : "none";
  }

  void page() {
    const auto ref = world_.any_session();
    const auto known = world_.sessions.find(ref);
    const auto request = world_.page(known == world_.sessions.end() ? 0 : known->second.last_seq);
    same("page of " + ref.id, first_.log().page(first_.log_of(ref), request),
         second_.log().page(second_.log_of(ref), request));
  }

  void find() {
    const auto ref = world_.any_session();
    const auto known = world_.sessions.find(ref);
    if (known == world_.sessions.end()) return;
    const auto id = world_.any_message_id(ref);
    same("find " + id, first_.log().find_id(first_.log_of(ref), id),
         second_.log().find_id(second_.log_of(ref), id));
    const auto seq = static_cast<std::int64_t>(
        world_.random.below(static_cast<std::uint64_t>(known->second.last_seq + 2)));
    same("find " + std::to_string(seq), first_.log().find_seq(first_.log_of(ref), seq),
         second_.log().find_seq(second_.log_of(ref), seq));
  }

  void common() {
    const auto left = world_.any_session();
    const auto right = world_.any_session();
    same("common of " + left.id + " and " + right.id,
         first_.log().common(first_.log_of(left), first_.log_of(right)),
         second_.log().common(second_.log_of(left), second_.log_of(right)));
  }

  void turns() {
    const auto ref = world_.any_session();
    const auto after = static_cast<std::int64_t>(world_.random.below(3));
    same("turns of " + ref.id, first_.log().turns(first_.key_of(ref), after, 3),
         second_.log().turns(second_.key_of(ref), after, 3));
    const auto name = "t" + std::to_string(1 + world_.random.below(4));
    same("turn " + name, first_.log().find_turn(first_.key_of(ref), name),
         second_.log().find_turn(second_.key_of(ref), name));
    same("sessions with open turns", first_.holders(), second_.holders());
    same("turn of " + name, first_.log().find_turn_of(first_.key_of(ref), name + ":q"),
         second_.log().find_turn_of(second_.key_of(ref), name + ":q"));
  }

  void effect() {
    const auto ref = world_.any_session();
    const auto key = world_.any_key();
    same("effect of " + key.key, describe(first_.log().find_effect(ref.tenant, key.key, key.route)),
         describe(second_.log().find_effect(ref.tenant, key.key, key.route)));
  }

  void list() {
    const auto query = world_.query();
    const auto first = first_.list(query);
    const auto second = second_.list(query);
    if (!first || !second)
      return same("list", first ? "a list" : describe(first.error()),
                  second ? "a list" : describe(second.error()));
    same("list", ids(*first), ids(*second));
    if (first->size() != second->size()) return;
    for (std::size_t i = 0; i < first->size(); ++i)
      if (!((*first)[i].record == (*second)[i].record) || !((*first)[i].at == (*second)[i].at))
        differ("list: the items differ");
  }

  void jobs() {
    const auto now = world_.clock.now() + std::chrono::seconds{world_.random.below(60000)};
    const auto items_max = 1 + static_cast<std::int64_t>(world_.random.below(30));
    same("due jobs", first_.jobs().due(now, items_max), second_.jobs().due(now, items_max));
    storage::dead_query query{world_.any_session().tenant, {}, items_max};
    if (world_.random.chance(50)) query.before = world_.any_job_id();
    same("dead letters", first_.jobs().dead(query), second_.jobs().dead(query));
    const auto id = world_.any_job_id();
    same("job " + std::to_string(id), first_.jobs().find(query.tenant, id),
         second_.jobs().find(query.tenant, id));
  }

  /// A step of what the first store has to purge, in both; the last one when no row is left.
  void purge() {
    const auto due = first_.jobs().due(base::timestamp::max(), 1000);
    if (!due) return differ("due jobs cannot be read");
    for (const auto& j : due->items) {
      const auto target = storage::read_purge(j);
      if (!target || target->log == 0) continue;
      first_.forget(target->log);
      second_.forget(target->log);
      request r;
      const storage::session_ref ref{j.tenant, j.session_id};
      r.body.purge = storage::purge_order{j.id, ref, target->log,
                                          1 + static_cast<std::int64_t>(world_.random.below(10)),
                                          target->seqs};
      const auto rows = first_.commit({r}).front();
      same("purge of " + ref.id, describe(rows), describe(second_.commit({r}).front()));
      if (rows.purge_left) break;
      r.body.purge->step = storage::purge_order::phase::finish;
      same("end of a purge of " + ref.id, describe(first_.commit({r}).front()),
           describe(second_.commit({r}).front()));
      break;
    }
    const auto ref = world_.any_session();
    same("receipt of " + ref.id, first_.log().find_erasure(ref), second_.log().find_erasure(ref));
    const auto seq = static_cast<std::int64_t>(1 + world_.random.below(8));
    same("receipt of a message of " + ref.id, first_.log().find_blanked(ref, seq),
         second_.log().find_blanked(ref, seq));
    const auto user = world_.any_user();
    same("receipt of " + user, first_.log().find_person(ref.tenant, user),
         second_.log().find_person(ref.tenant, user));
    const auto after = static_cast<std::int64_t>(world_.random.below(100));
    same("what " + user + " asked", first_.log().asked_by(ref.tenant, user, 4),
         second_.log().asked_by(ref.tenant, user, 4));
    same("what " + user + " sent", first_.log().sent_by(ref.tenant, user, after, 50),
         second_.log().sent_by(ref.tenant, user, after, 50));
    storage::timeline_request wanted{ref.tenant, after, 10, 4000, 50, {}};
    if (world_.random.below(2) == 0) wanted.known_upto = base::timestamp::max();
    same("timeline of " + ref.tenant, storage::read_timeline(first_.log(), wanted),
         storage::read_timeline(second_.log(), wanted));
  }

  void summaries(const storage::session_ref& ref) {
    const auto first_log = first_.log_of(ref);
    const auto second_log = second_.log_of(ref);
    const auto& of = ref.id;
    const auto state = first_.log().summary_state_of(first_log);
    same("summaries of " + of, state, second_.log().summary_state_of(second_log));
    const auto known = world_.sessions.find(ref);
    if (state && known != world_.sessions.end()) known->second.summaries = *state;
    const auto skip = static_cast<std::int64_t>(world_.random.below(3));
    same("list of summaries of " + of, first_.log().summaries(first_log, skip, 4),
         second_.log().summaries(second_log, skip, 4));
    const auto id = "s" + std::to_string(world_.random.below(400));
    same("summary " + id + " of " + of, first_.log().find_summary(first_log, id),
         second_.log().find_summary(second_log, id));
    same("characters of " + of, first_.log().characters(first_log, skip, 100),
         second_.log().characters(second_log, skip, 100));
  }

  void settings() {
    const auto tenant = world_.any_session().tenant;
    same("setting", first_.catalog().setting(tenant, "rules"),
         second_.catalog().setting(tenant, "rules"));
    same("settings", first_.catalog().settings("rules"), second_.catalog().settings("rules"));
  }

  /// Snippets and scores depend on what a driver takes for a word; which messages are found does
  /// not.
  void search() {
    if (!first_.has_search() || !second_.has_search()) return;
    first_.index();
    second_.index();
    const auto query = world_.question();
    same("search for " + query.text + " in " + query.session.value_or("all sessions") + " of " +
             query.user.value_or("anybody"),
         first_.hits(query), second_.hits(query));
  }

  static std::string ids(const std::vector<domain::session_view>& items) {
    std::string text;
    for (const auto& item : items) text += item.record.session_id + " ";
    return text;
  }

  void statistics(const std::string& tenant) {
    storage::statistics_query query;
    query.tenant = tenant;
    if (world_.random.chance(30)) query.from = world_.any_day();
    if (world_.random.chance(30)) query.to = world_.any_day();
    same("statistics of " + tenant, first_.catalog().statistics(query),
         second_.catalog().statistics(query));
    for (const auto& role : world::roles) {
      query.agent = role;
      same("statistics of " + tenant + " and " + role, first_.catalog().statistics(query),
           second_.catalog().statistics(query));
    }
  }

  void idle() {
    first_.idle();
    second_.idle();
  }

  world world_;
  side first_;
  side second_;
  moves moves_{world_, first_, second_};
  std::string difference_;
};

}  // namespace

std::string to_string(const mismatch& m) {
  return "seed " + std::to_string(m.seed) + ", step " + std::to_string(m.step) + ": " + m.text;
}

std::optional<mismatch> compare_stores(std::uint64_t seed, int steps, const store_factory& first,
                                       const store_factory& second) {
  comparison c{seed, first, second};
  for (int step = 0; step <= steps + 1; ++step) {
    if (!c.difference().empty()) return mismatch{seed, step, c.difference()};
    if (step < steps) c.step();
    if (step == steps) c.counts();
  }
  return std::nullopt;
}

}  // namespace parley::testing
