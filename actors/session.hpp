#pragma once

#include <deque>
#include <functional>
#include <list>
#include <optional>
#include <variant>
#include <vector>

#include "actors/bounded.hpp"
#include "actors/environment.hpp"
#include "actors/reply.hpp"
#include "actors/session_cell.hpp"
#include "actors/session_memory.hpp"
#include "parley/domain/change.hpp"
#include "parley/domain/creation.hpp"
#include "parley/domain/event.hpp"
#include "parley/domain/report.hpp"
#include "parley/domain/tree.hpp"
#include "parley/protocol/interfaces.hpp"

namespace parley::actors {

/// One conversation: owns the order, the record and the tail. Writes go to the store one
/// submission at a time; what arrives meanwhile is the next one. Shows only what is committed. What it
/// is to keep between two requests belongs into `session_memory`: the rest goes when it cools.
struct session_state : session_memory {
  struct waiting_create {
    using atom = protocol::create_atom;
    protocol::caller who;
    protocol::create_command command;
    reply<protocol::create_reply> to;
    std::chrono::microseconds since{0};
    bool looked_up = false;  ///< its parent, if the store has it
    std::optional<domain::parent_facts> parent{};
    base::boxed<protocol::origin_facts> origin;  ///< what was found of what it depends on
    bool origin_here = false;  ///< what it forks is in the store that takes it
    bool only_key = false;  ///< it changes nothing and is kept under its key, see session_keys.cpp
  };
  struct waiting_append {
    using atom = protocol::append_atom;
    protocol::caller who;
    protocol::append_command command;
    reply<protocol::append_reply> to;
    std::size_t bytes = 0;
    std::chrono::microseconds since{0};
  };
  struct waiting_change {
    using atom = protocol::change_atom;
    protocol::caller who;
    protocol::change_command command;
    reply<protocol::change_reply> to;
    bool only_key = false;
    bool alone = false;  ///< there was nothing to do below it a moment ago
  };
  struct waiting_turn {
    using atom = protocol::turn_atom;
    protocol::caller who;
    protocol::turn_command command;
    reply<protocol::turn_reply> to;
    std::size_t bytes = 0;
    bool looked_up = false;  ///< the store knows nothing of its names
    std::optional<domain::turn_view> known{};  ///< what it asks for was there: only its key is kept
  };
  struct waiting_settle {
    using atom = protocol::settle_atom;
    protocol::caller who;
    protocol::settle_command command;
    reply<protocol::done> to;
  };
  struct waiting_erase {
    using atom = protocol::erase_atom;
    protocol::caller who;
    protocol::erase_command command;
    reply<domain::erasure> to;
    bool alone = false;  ///< nobody was below it a moment ago
  };
  struct waiting_blank {
    using atom = protocol::blank_atom;
    protocol::caller who;
    protocol::blank_command command;
    reply<domain::erasure> to;
  };
  struct waiting_summary {
    using atom = protocol::apply_atom;
    protocol::caller who;
    protocol::apply_summary command;
    reply<domain::summary> to;
  };
  /// The session's own work on its turns: nobody waits for it.
  struct chore {
    struct nobody {
      void fail(const base::status&) const {}
    };
    protocol::caller who;
    nobody to;
  };
  using waiting = std::variant<waiting_create, waiting_append, waiting_change, waiting_turn,
                               waiting_settle, waiting_erase, waiting_blank, waiting_summary,
                               chore>;

  explicit session_state(session_cell& c)
      : cell(c), self(c.self), env(c.env), peers(c.peers), ref(c.ref) {}

  session_cell& cell;
  session_cell::pointer self;
  const environment_ptr& env;
  const session_peers& peers;
  const storage::session_ref& ref;

  std::vector<domain::event> outbox;  ///< entries that were written and not told yet

  std::optional<domain::turn_step> stepping;  ///< of the submission that the writer has
  std::string acting_on;                      ///< the turn that its request is about

  std::list<waiting_change> until_settled;  ///< wait for the end of that
  std::list<waiting_erase> until_erased;    ///< likewise
  std::optional<domain::erasure> erased;    ///< of one that is absent

  std::list<waiting> queue;  ///< requests that wait for the next submission
  std::size_t queue_bytes = 0;
  std::list<waiting> in_flight;  ///< requests of the submission that the writer has
  bool submitted = false;        ///< it has it, and has not answered
  waiting* handling = nullptr;   ///< the request that is being worked on
  std::vector<std::int64_t> stale;  ///< erased while it is being loaded: not to be shown from memory
  std::uint64_t loads = 0;  ///< that were asked for; only the last one counts
  bool load_again = false;  ///< what is being loaded may lie in the archive no more
  bool broken = false;           ///< it failed: everything goes back, until it is put to rest
  int attempts = 0;                ///< of the same requests, after the store moved under us
  /// A read that waits until the session is loaded.
  struct waiting_read {
    std::function<void(const base::status*)> run;  ///< null: loaded; else why not
    std::function<void()> give_back;
  };
  std::deque<waiting_read> readers;
  std::deque<std::pair<std::string, std::string>> used;  ///< the newest keys with their routes
  std::optional<std::chrono::microseconds> clock_offset;  ///< of the wall clock when it was last read
  bool sensing = false;  ///< the store is being asked about summaries
  bool sense_again = false;  ///< what it answers may be from before something was erased
  /// Characters of what was appended meanwhile, by seq.
  std::vector<std::pair<std::int64_t, std::int64_t>> while_sensing;
  int reading = 0;  ///< answers of the reader that requests wait for
  std::optional<reply<protocol::done>> passivation;

  // session.cpp: the life of the session
  void when_loaded(std::function<void(const base::status*)> then,
                   std::function<void()> give_back = nullptr);
  template <class Reply, class Atom, class Run, class... Args>
  caf::delegated<Reply> read(Atom atom, const protocol::caller& who, Run run, const Args&... args);
  void tell_readers(const base::status* failed);
  void load();
  void loaded(protocol::activation found);
  void load_failed(const base::status& why);
  void end_if_at_rest();
  void retire_if_absent();
  void has_read();
  domain::session_view view() const;

  // session_submit.cpp: from the queue to the store
  base::result<void> enqueue(waiting request, std::size_t bytes);
  void pump();
  bool start_change(waiting_change& request);
  bool start_appends();
  base::result<void> complete(waiting_append& request);
  void submit(storage::submission what, const protocol::caller& who);
  /// A session that is in the archive comes back before anything of it is written.
  void come_back(storage::submission what);

  // session_create.cpp: what makes it
  bool start_create(waiting_create& request);
  base::result<domain::session> made_of(const waiting_create& request) const;
  bool ask_origin(const waiting_create& request, const domain::session& made);
  void origin_found(protocol::origin_facts found);
  void recall_origin(const waiting_create& request);
  void create_again();

  // session_prior.cpp
  void read_prior(const protocol::caller& who, reply<protocol::prior_history> to);

  // session_commit.cpp: and back
  void answered(protocol::commit_reply answer);
  void refused(const base::status& why);
  /// Whether what is to be forked went into the archive once more.
  bool origin_left(const protocol::commit_reply& answer);
  void committed(protocol::commit_reply& answer);
  void created(protocol::commit_reply& answer, waiting_create& request);
  void changed(protocol::commit_reply& answer, waiting_change& request);
  void parts_committed(protocol::commit_reply& answer, std::list<waiting>& requests);
  /// Into the tail what is new of them; the number of those.
  std::uint64_t take_over(std::vector<domain::message>& entries,
                          std::vector<storage::appended>& stored);
  void take_back(storage::submission& sent);

  // session_keys.cpp: requests whose key was used, while they waited; true: answered
  bool used_meanwhile(waiting_change& request);
  bool used_meanwhile(waiting_turn& request);
  bool was_used(const std::optional<storage::idempotency>& once) const;
  void keep_used(const protocol::commit_reply& answer);

  // session_keys.cpp: requests that change nothing; false: answered
  bool answer_existing(waiting_create& request);
  bool answer_unchanged(waiting_change& request);
  bool answer_known(waiting_turn& request, domain::turn_view shown);
  /// Whether the request was one of these; then it is answered.
  bool key_kept(protocol::commit_reply& answer, waiting& request);
  bool keep_key(const storage::idempotency& once, std::string note, const protocol::caller& who);
  static std::string note_of(const domain::session_view& shown);
  /// session_again.hpp: lost a race with the same key, the winner's answer is in the store.
  template <class Reply>
  void answer_again(const storage::idempotency& once, reply<Reply> to,
                    Reply (*make)(protocol::replay&));

  // session_turns.cpp: requests about turns
  bool start_turn(waiting_turn& request);
  bool begin(waiting_turn& request, protocol::begin_turn& what);
  bool add(waiting_turn& request, const protocol::add_chunks& what);
  bool end(waiting_turn& request, const protocol::end_turn& what);
  bool look_up(waiting_turn& request, const std::string& name, bool by_question);
  void looked_up(const protocol::turn_lookup& found);
  /// `once`: the key of the request that begins the turn.
  bool step(domain::turn_step wanted, std::string turn_id, const protocol::caller& who,
            const std::optional<storage::idempotency>& once = {});
  void name_senders(domain::turn_step& wanted) const;
  domain::turn_view shown(domain::turn_view stored) const;
  void read_turn(const protocol::caller& who, const std::string& turn_id,
                 read_reply<domain::turn_view>& to);
  void read_turns(const protocol::caller& who, std::int64_t after, std::int64_t items_max,
                  read_reply<protocol::turn_page>& to);
  static std::size_t bytes_of(const protocol::turn_command& command);

  // session_tree.cpp: what concerns sessions above and below
  /// Why a session that is about to leave does not take a new entry, or another change like that.
  base::result<void> check_staying(bool new_entry) const;
  bool is_being_erased() const;
  base::status why_absent() const;
  bool waits_for_subtree(waiting_change& request);
  void add_tree_change(storage::submission& what, const domain::record_change& change);
  void end_turns(storage::submission& what);
  void children_first();
  /// With an archive: the guard of the store that takes the request does not see who is there.
  bool look_below(domain::tree_operation operation);
  void nobody_below();
  /// For what that is to be done before this change is submitted.
  std::optional<domain::tree_operation> looks_below(waiting_change& request) const;
  void promised(protocol::commit_reply& answer, waiting& request);
  bool start_settle(waiting_settle& request);
  bool start_erase(waiting_erase& request);
  bool submit_erase(const std::string& part_of, const protocol::caller& who);
  void gone(protocol::commit_reply& answer, waiting& request);
  void bury(domain::erasure receipt);
  void promise(const domain::cascade& what, const protocol::caller& who);
  void settled(protocol::commit_reply& answer, waiting_settle& request);
  void keep_key_of_cascade(storage::submission& what) const;
  void stay();
  void adopt_cascade(const std::optional<storage::job>& found);
  void give_up_waiting();
  std::chrono::microseconds next_give_up() const;
  bool look_up_parent(waiting_create& request);
  void add_report(storage::append_part& part, const domain::agent_message& addressed) const;

  // session_summary.cpp: when one is due, and taking it over
  bool start_summary(waiting_summary& request);
  void summarized(protocol::commit_reply& answer, waiting_summary& request);
  bool keeps_summaries() const;
  void sense_summaries();
  void sensed(const protocol::summary_need& need);
  void not_sensed();
  void count_characters(const domain::message& entry);
  void consider_summary();

  // session_blank.cpp: erased messages
  bool start_blank(waiting_blank& request);
  void group_found(protocol::blank_group& found);
  bool submit_blank(const waiting_blank& request, const std::vector<std::int64_t>& seqs);
  void blanked(protocol::commit_reply& answer, waiting_blank& request);
  void reload(const std::vector<std::int64_t>& seqs);
  void reload_all();

  // session_publish.cpp: what those who follow the session are told, in the order in which it is shown
  bool followed() const;
  void tell(std::vector<domain::event> events);
  /// The entries that a step wrote are in `outbox`; a draft may have ended or begun with it.
  void tell_step(const domain::turn_step& written, const std::string& running_before);
  void tell_entries();
  void tell_chunks(const std::string& turn_id, std::int64_t from);
  void tell_change(const domain::record_change& change);
  void tell_created();
  void tell_loaded();
  void tell_blanked(const std::vector<std::int64_t>& seqs,
                    const std::vector<storage::session_ref>& sharers);
  void tell_over(const base::status& why);
  /// Into the outbox, if somebody follows.
  void note_entry(const domain::message& entry);

  // session_chores.cpp: what turns need by themselves
  void adopt(std::vector<domain::turn> open, std::int64_t next_ordinal);
  void follow_clock();
  bool start_chore();
  domain::turn_step due_chore(base::timestamp now);
  bool step_committed(protocol::commit_reply& answer, std::size_t part);
  void turn_committed(protocol::commit_reply& answer, waiting& request);
  /// A turn that ends with what was written.
  domain::turn_view ended_view(const protocol::commit_reply& answer,
                               const domain::turn& row) const;
  void ask_to_be_woken();
  void fail_in_flight(const base::status& why);

  // session_failure.cpp: a handler threw
  bool failed(caf::mailbox_element& element, const char* what);
  bool passes(caf::mailbox_element& element);
  void give_back(waiting& request);
};

/// The part of a submission that writes a step.
inline storage::append_part part_of(const domain::turn_step& step) {
  return {step.entries, {}, {}, {}, step.rows, step.completed, 0, {}};
}

using session_pointer = bounded_actor<session_cell, protocol::session_actor>*;

protocol::session_actor::behavior_type session(session_pointer self, environment_ptr env,
                                               session_peers peers, storage::session_ref ref);

}  // namespace parley::actors
