#pragma once

#include <map>
#include <memory>
#include <vector>

#include "actors/environment.hpp"
#include "actors/reply.hpp"
#include "actors/summarizer_line.hpp"
#include "parley/models/summarizer.hpp"
#include "parley/protocol/interfaces.hpp"

namespace parley::actors {

struct summarizer_peers {
  protocol::supervisor_actor supervisor;
  protocol::reader_actor reader;
  protocol::clock_actor clock;
  std::shared_ptr<models::summarizer> model;
};

/// Who waits for a summary, and for how long.
struct summary_waiter {
  std::chrono::microseconds deadline{0};  ///< 0: for as long as it takes
  std::shared_ptr<reply<protocol::summarize_reply>> to;
};

/// What is asked of one session: several requests become one.
struct summary_wish {
  std::optional<std::int64_t> round;
  std::vector<std::string> external_keys;  ///< as they came, none twice
  std::string reason;
  bool again = false;   ///< the latest one is to be made again, before anything else
  bool onward = false;  ///< and the next one is wanted
  std::vector<summary_waiter> waiting;
  int attempts = 0;  ///< that failed

  void join(protocol::summarize_command&& command);
  void join(summary_wish&& later);
  void tell(const protocol::summarize_reply& answer);
  void tell(const base::status& why);
  /// Those whose time is over hear so; the earliest of the others, 0 when nobody waits.
  std::chrono::microseconds expire(std::chrono::microseconds now);
};

/// Has summaries made: reads what is behind the latest one, decides what goes in, gives that to the
/// model, whose threads are the workers, and brings the text to the session. A bounded number is
/// under way, one of each session. Nothing of it is durable: a session that still needs one asks
/// again when it is activated.
struct summarizer_state {
  static inline const char* name = "parley.summarizer";
  using actor = protocol::summarizer_actor;

  explicit summarizer_state(actor::stateful_pointer<summarizer_state> ptr) : self(ptr) {}

  /// One that is being made.
  struct run {
    storage::session_ref ref;
    summary_wish wish;
    std::optional<summary_wish> next;  ///< what was asked for meanwhile
    std::uint64_t made_id = 0;         ///< what `made` will say
    models::summarizer::ticket ticket = 0;
    storage::summary_order order;
    std::int64_t characters = 0;
    bool more = false;
    bool forgotten = false;
    std::chrono::microseconds since{0};
  };
  using run_ptr = std::shared_ptr<run>;

  actor::stateful_pointer<summarizer_state> self;
  environment_ptr env;
  summarizer_peers peers;
  summarizer_line line;
  std::map<storage::session_ref, summary_wish> wishes;  ///< of those in the line
  std::map<storage::session_ref, run_ptr> running;
  std::map<std::uint64_t, run_ptr> making;              ///< that the model has
  std::multimap<std::chrono::microseconds, storage::session_ref> later;  ///< failed, by time
  std::uint64_t last_made = 0;
  std::optional<std::chrono::microseconds> next_tick;

  void ask(const protocol::caller& who, const storage::session_ref& ref,
           protocol::summarize_command command, reply<protocol::summarize_reply> to);
  void forget(const storage::session_ref& ref);
  void go_on();
  void begin(const storage::session_ref& ref);
  void found(const run_ptr& r, protocol::summary_source source);
  void made(std::uint64_t id, std::string text, const base::status& why);
  void apply(const run_ptr& r);
  void end(const run_ptr& r, const domain::summary* summary);
  void fail(const run_ptr& r, const base::status& why);
  void tick();
  void expire();
  void arm(std::chrono::microseconds in);
};

protocol::summarizer_actor::behavior_type summarizer(
    protocol::summarizer_actor::stateful_pointer<summarizer_state> self, environment_ptr env,
    summarizer_peers peers);

}  // namespace parley::actors
