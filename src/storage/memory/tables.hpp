#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "parley/base/clock.hpp"
#include "parley/base/limits.hpp"
#include "parley/storage/catalog.hpp"
#include "parley/storage/jobs.hpp"
#include "parley/storage/log.hpp"
#include "storage/memory/tracked_map.hpp"
#include "storage/segments.hpp"

namespace parley::storage::memory {

struct session_row {
  std::int64_t log = 0;
  domain::session record;
  std::map<std::int64_t, domain::turn> turns;  ///< by ordinal
  friend bool operator==(const session_row&, const session_row&) = default;
};

/// What stays of an erased session.
struct tombstone {
  domain::erasure receipt;  ///< of it and of what was erased as part of it before
  std::string part_of;
  std::int64_t log = 0;
  friend bool operator==(const tombstone&, const tombstone&) = default;
};

/// A receipt of an erased message or person.
struct kept_receipt {
  domain::erasure receipt;
  std::string part_of;
  std::int64_t upto = 0;  ///< positions that were there
  friend bool operator==(const kept_receipt&, const kept_receipt&) = default;
};

/// Counts of turns and rounds as they were at a seq.
struct tally {
  std::int64_t turn_count = 0;
  std::int64_t round = 0;
  friend bool operator==(const tally&, const tally&) = default;
};

struct log_rows {
  std::vector<segment> shared;            ///< what the history has before these rows
  std::vector<domain::message> messages;  ///< without gaps
  /// Beside them, the roles of their senders when they came; empty: no agent.
  std::vector<std::string> agents;
  std::vector<std::int64_t> positions;  ///< beside them, their places in the order of commits
  std::unordered_map<std::string, std::int64_t> seq_of_id;
  std::map<std::int64_t, tally> tallies;  ///< by the head at which they changed
  std::vector<domain::summary> summaries;
  std::int64_t erasures = 0;
  friend bool operator==(const log_rows&, const log_rows&) = default;

  void add(domain::message m, std::string agent, std::int64_t position);
  void remove_newest();
};

/// Where the store's numbers stand; none is given twice.
struct counters {
  std::uint64_t epoch = 0;
  std::int64_t next_session = 1;
  std::int64_t next_log = 1;
  std::int64_t next_job = 1;
  std::int64_t next_position = 1;
  friend bool operator==(const counters&, const counters&) = default;
};

/// What a store keeps.
struct facts : counters {
  tracked_map<std::int64_t, session_row> sessions;
  tracked_map<std::int64_t, log_rows> logs;
  tracked_map<std::tuple<std::string, std::string, std::string>, idempotent_effect> effects;
  tracked_map<std::string, tenant_counts> counts;
  tracked_map<std::int64_t, job> jobs;
  tracked_map<session_ref, tombstone> tombstones;
  /// By tenant, kind and subject.
  tracked_map<std::tuple<std::string, domain::erased_kind, std::string>, kept_receipt> receipts;
  tracked_map<std::pair<std::string, std::string>, std::string> settings;  ///< by tenant and name
  tracked_map<std::int64_t, moving_log> moving;                            ///< by log
  /// Those that are staged, and of sessions that have departed; by key.
  tracked_map<std::int64_t, std::map<std::int64_t, domain::turn>> turns_without_session;

  // Of all of it, and each change since the last of these.
  void track();
  void undo();

 private:
  template <class F>
  void each(F f) {
    f(sessions);
    f(logs);
    f(effects);
    f(counts);
    f(jobs);
    f(tombstones);
    f(receipts);
    f(settings);
    f(moving);
    f(turns_without_session);
  }
  counters before_;
};

/// Ways to find it, which follow from it.
struct indexes {
  std::map<session_ref, std::int64_t> key_of;
  /// Keys of sessions in the order of a list.
  using places = std::map<std::pair<base::timestamp, std::string>, std::int64_t>;
  std::map<std::string, places> by_age;  ///< by tenant
  /// Log and seq of every message, in the order of commits.
  std::map<std::int64_t, std::pair<std::int64_t, std::int64_t>> order;
  std::map<session_ref, std::set<std::string>> children;  ///< ids by parent
  std::map<std::int64_t, std::int64_t> key_of_log;        ///< of sessions that are here
  /// Idempotency-Keys with their routes, by the session that they are about.
  std::map<session_ref, std::set<std::pair<std::string, std::string>>> effects_of;
};

/// The whole store. One mutex is enough: the driver exists for tests, as the model that other
/// drivers are compared with, and as what small stores of files are read into, so it is written for
/// plainness.
struct tables : facts, indexes {
  std::mutex mutex;
  const base::clock* clock = nullptr;
  base::limits limits;
  bool writer_open = false;

  /// Makes the indexes again, after the facts were put in from elsewhere.
  void index();
  /// The counts of tenants that are known or have sessions, likewise.
  void count();

  /// The session that shows a row: that of the log, else the oldest that shares it; or the one
  /// named, if it does. nullptr: none.
  const session_row* owner_of(std::int64_t log, std::int64_t seq, const std::string* named) const;

  // The history that ends in a log, with what it shares. An unknown log has none.
  segments segments_of(std::int64_t log) const;
  domain::head head(std::int64_t log) const;
  const domain::message* find(std::int64_t log, std::int64_t seq) const;
  const domain::message* find(std::int64_t log, const std::string& message_id) const;
  tally tally_at(std::int64_t log, std::int64_t seq) const;

  /// What is still kept under an Idempotency-Key, or nullptr.
  const idempotent_effect* effect(const std::string& tenant, const std::string& key,
                                  const std::string& route) const;

  void keep(const std::string& tenant, const idempotency& once, idempotent_effect effect);
  /// Those that are not kept any more go, of so many sessions at most; whether there are more.
  bool forget_effects(std::size_t sessions_max);

  /// The cascade that the session is the subject of, or nullptr.
  const job* cascade(const session_ref& subject) const;

  /// Why the guard of a submission to this session refuses it.
  std::optional<base::status> guarded(const session_ref& session, subtree_guard guard) const;

  /// Why `child` has no place below its parent.
  std::optional<base::status> no_place(const domain::session& child,
                                       std::int64_t children_max) const;

  /// Into the list of its parent's children, or out of it.
  void link(const domain::session& record, bool there);

  std::int64_t add(job j);
  /// What may change of the job with that id, when there is one.
  void put(const job& j);

  // moving.cpp: sessions that come from another store or leave for it
  std::optional<base::status> move(const submission& s, outcome& o);
  const moving_log* moving_of(const session_ref& session) const;
  /// From when on the rows of all logs with which it has departed may be removed; nullopt when none
  /// are left.
  std::optional<base::timestamp> departed_until(const session_ref& session) const;
  /// Of a session that is here or on its way here; nullptr when there are none.
  const std::map<std::int64_t, domain::turn>* turns_of(std::int64_t key) const;

  /// The highest seq of the log's rows that another history names.
  std::int64_t shared_by_others(std::int64_t log) const;
  std::optional<domain::erasure> erasure(const session_ref& ref) const;
  domain::erasure erase(const session_ref& ref, const erase_order& order);
  /// A step of it; whether there is more.
  bool purge(const purge_order& wanted);
  /// The session that has the log as its own, or had it before it was erased.
  std::optional<std::string> owner_of(std::int64_t log) const;

  // blank.cpp: erased messages and persons
  domain::erasure blank(const session_ref& ref, const blank_order& wanted,
                        std::vector<session_ref>& sharers);
  void resume_person(const receipt_order& wanted);
  void take(const receipt_order& wanted);
  std::optional<person_receipt> person(const std::string& tenant, const std::string& user) const;
  sent_page sent_by(const std::string& tenant, const std::string& sender, std::int64_t after,
                    std::int64_t rows_max) const;
  std::vector<sent_messages> asked_by(const std::string& tenant, const std::string& asker,
                                      std::int64_t items_max) const;

  // summaries.cpp
  std::vector<const domain::summary*> summaries_of(std::int64_t log) const;
  summary_state summary_state_of(std::int64_t log) const;
  std::optional<base::status> keep_summary(std::int64_t log, const summary_order& order);
  std::int64_t characters(std::int64_t log, std::int64_t after, std::int64_t most) const;

  parley::storage::statistics recount(const statistics_query& query) const;

 private:
  std::optional<base::status> stage(const submission& s, outcome& o);
  std::optional<base::status> arrive(const submission& s, outcome& o);
  std::optional<base::status> depart(const submission& s);
  void unmark(const session_ref& session);
  void forget(const session_ref& session);
  std::optional<base::status> not_at_rest(const session_ref& ref, const session_row& row) const;
  std::optional<std::string> leaving_tree(const session_ref& session) const;
  std::int64_t spoil_summaries(std::int64_t log, std::int64_t seq);
  std::int64_t summaries_above(std::int64_t log, std::int64_t seq) const;
  /// Whether there was one of them.
  bool forget_questions(const session_ref& ref, const std::vector<std::string>& turns);
  void finish_blanking(const purge_order& wanted);
  void finish_purging(const purge_order& wanted);
  const domain::message* row(std::int64_t log, std::int64_t seq) const;
};

}  // namespace parley::storage::memory
