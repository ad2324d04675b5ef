#pragma once

#include <chrono>
#include <deque>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "actors/bounded.hpp"
#include "actors/environment.hpp"
#include "actors/feed_ring.hpp"
#include "actors/held_events.hpp"
#include "actors/publisher.hpp"
#include "actors/reply.hpp"
#include "parley/protocol/feed.hpp"
#include "parley/protocol/timeline.hpp"

namespace parley::actors {

/// The bounds of live streams.
struct feed_options {
  std::int64_t subscribers = 10'000;
  std::size_t session_bytes = 262'144;  ///< of events that wait, of one session
  std::size_t all_bytes = 67'108'864;   ///< and of all
  std::size_t part_bytes = 16'384;      ///< a subscriber is given about so much at once
  std::int64_t reads_at_once = 16;      ///< pages of the store for those who are behind
  std::chrono::milliseconds heartbeat{15'000};
};

struct feed_peers {
  protocol::reader_actor reader;
  protocol::clock_actor clock;
  std::shared_ptr<feed_line> line;
  protocol::timeline_actor timeline{};  ///< none: nobody can follow a whole tenant
};

/// Who follows which session. A subscriber is a cursor and a position among the events that its
/// session told last, which are kept once for all: one that is slow costs nothing, for what it did
/// not take in time is read from the store when it asks again. It is given events only when it
/// asks.
///
/// A whole tenant is followed like a session: a `session_ref` without an id, and places in the order
/// of commits where a session has seqs.
struct feed_state {
  static inline const char* name = "parley.feed";
  using actor = protocol::feed_actor;
  using gate_type = request_count;
  static constexpr const char* full = "Too many subscriptions are being opened; try again.";

  struct subscriber;

  /// The answer in progress of a session, as far as it was told.
  struct open_draft {
    std::string turn_id;
    domain::draft said;
    feed_ring::position started_at =
        0;  ///< of the event that says so, or of the mark where it was found
  };

  /// What a channel has that is of a whole tenant.
  struct whole_tenant {
    std::int64_t secret = 0;      ///< see storage::timeline_end
    bool reading = false;         ///< what is behind the head is on its way
    bool again = false;           ///< something was committed since that began
    bool retry = false;           ///< the store could not give it
    std::uint64_t readings = 0;   ///< that were begun
    held_events held;
  };

  /// A session, or a tenant, that somebody follows.
  struct channel {
    std::uint64_t number = 0;  ///< what was asked for one before it is no answer for this one
    storage::session_ref ref;
    std::unique_ptr<whole_tenant> whole;  ///< null: it is of a session
    feed_ring ring;
    std::int64_t head = -1;  ///< the last message that was told or found; -1: not known yet
    bool open = false;       ///< it was found in the store
    bool loading = false;
    bool load_again = false;
    std::optional<open_draft> draft;
    std::vector<std::uint64_t> members;
    std::vector<std::uint64_t> waiting;  ///< who asked and was not answered
  };

  /// How much of an answer in progress somebody who follows its tenant was told.
  struct told_draft {
    std::string turn_id;
    std::int64_t next = 0;       ///< the chunk that it has not
    std::int64_t given_up = -1;  ///< up to this one they could not be asked for
  };

  struct subscriber {
    std::uint64_t id = 0;
    channel* of = nullptr;
    std::optional<std::int64_t> from;
    std::int64_t cursor = -1;
    feed_ring::position at = 0;
    std::uint64_t lost_seen = 0;  ///< feed_ring::lost() when its position was known to be there
    bool behind = false;          ///< what comes next is read from the store
    bool reading = false;         ///< a page is on its way, or waits for that
    bool retry = false;           ///< the store could not give it
    base::timestamp known_upto{};  ///< see storage::timeline_request
    bool incomplete = false;      ///< what it reads now may lack something, of which it is to be told
    std::string draft_turn;
    std::int64_t draft_next = 0;   ///< the chunk that it has not
    std::int64_t resend_upto = 0;  ///< chunks below are given out of the draft
    std::unordered_map<std::string, told_draft> drafts;  ///< by session, of who follows a tenant
    bool asking = false;  ///< for the chunks of one of them that it was not told
    std::optional<read_reply<protocol::subscription>> opening;
    std::optional<read_reply<protocol::event_batch>> pull;
    std::optional<base::status> over;
    std::chrono::microseconds told_at{0};
  };

  explicit feed_state(actor::stateful_pointer<feed_state> ptr) : self(ptr) {}
  ~feed_state();

  actor::stateful_pointer<feed_state> self;
  environment_ptr env;
  feed_options options;
  feed_peers peers;
  protocol::supervisor_actor supervisor;  ///< none before it is attached
  std::unordered_map<std::string, std::unique_ptr<channel>> channels;
  std::vector<channel*> tenants;  ///< those of them that are of whole tenants
  std::unordered_map<std::uint64_t, subscriber> subscribers;
  std::unordered_map<std::string, std::int64_t> of_tenant;
  std::uint64_t next_id = 1;
  std::uint64_t next_channel = 1;
  std::uint64_t resyncs = 0;
  std::int64_t reads = 0;
  std::deque<std::uint64_t> reads_waiting;
  std::size_t buffered = 0;
  bool armed = false;

  // feed.cpp: who comes and goes
  void subscribe(const protocol::caller& who, protocol::subscribe_request wanted,
                 read_reply<protocol::subscription> to);
  void admit(subscriber& s, std::int64_t found_head);
  void pull(std::uint64_t id, read_reply<protocol::event_batch> to);
  void leave(std::uint64_t id);
  void tick();
  void arm();
  base::result<void> check_room(const std::string& tenant) const;

  // feed_channel.cpp: what sessions tell
  channel& channel_of(const storage::session_ref& ref);
  void load(channel& c);
  void loaded(channel& c, protocol::activation& found);
  void opened(channel& c, std::int64_t found_head);
  void fetch_draft(channel& c, const std::string& turn_id,
                   std::optional<std::int64_t> opening_with);
  void draft_found(channel& c, domain::turn found);
  void told(protocol::publication& what);
  void take(channel& c, domain::event e);
  void take_running(channel& c, const std::string& turn_id);
  void resync();
  void end_channel(channel& c, const base::status& why);
  void keep_within_bounds(channel& c, std::size_t bytes_before);
  void wake(channel& c);
  static std::string key_of(const storage::session_ref& ref);
  channel* find(const storage::session_ref& ref);
  channel* find(const storage::session_ref& ref, std::uint64_t number);

  // feed_serve.cpp: what a subscriber is given
  void serve(subscriber& s);
  bool resend_chunk(subscriber& s, protocol::event_batch& into, std::size_t& bytes);
  bool take_next(subscriber& s, protocol::event_batch& into, std::size_t& bytes);
  static bool is_wanted(subscriber& s, const feed_ring::entry& next);
  void begin_draft(subscriber& s);
  void answer(subscriber& s, protocol::event_batch batch);
  void want_page(subscriber& s);
  void read_page(subscriber& s);
  void next_read();
  void page_read(std::uint64_t id, protocol::message_page& page);
  void page_failed(std::uint64_t id, const base::status& why);
  void tell_lost(subscriber& s, protocol::event_batch& into, std::size_t& bytes);

  // feed_tenant.cpp: whole tenants
  void enter(subscriber& s);
  void entered(std::uint64_t id, const storage::timeline_start& found);
  void told_in_tenant(const protocol::publication& what);
  void touched(const std::string& tenant);
  void catch_up(channel& c);
  void caught_up(channel& c, const storage::timeline_page& page);
  void read_tenant_page(subscriber& s);
  void tenant_page_read(std::uint64_t id, const storage::timeline_page& page);

  // feed_tenant_drafts.cpp: answers in progress of whole tenants
  void told_chunk(channel& c, const domain::event& e);
  bool misses_chunks(subscriber& s, const domain::event& next);
  static bool is_wanted_of_tenant(subscriber& s, const domain::event& e);
  void ask_for_missed(const subscriber& s, const domain::event& next);
  void missed_found(std::uint64_t id, const domain::event& next, const domain::turn& found);
  void missed_failed(std::uint64_t id, const domain::event& next, const base::status& why);
  told_draft* asked_for(std::uint64_t id, const domain::event& next);
};

using feed_pointer = bounded_actor<feed_state, protocol::feed_actor>*;

protocol::feed_actor::behavior_type feed(feed_pointer self, environment_ptr env,
                                         feed_options options, feed_peers peers);

}  // namespace parley::actors
