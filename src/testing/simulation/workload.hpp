#pragma once

#include <algorithm>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "testing/simulation/ledger.hpp"
#include "testing/simulation/node.hpp"
#include "testing/simulation/retention_book.hpp"

namespace parley::testing::simulation {

/// A session's name, what was said under it and what it answered. It may not exist yet.
struct place {
  place(storage::session_ref r, place* above, journal& events)
      : ref(std::move(r)), ledger(ref.tenant + "/" + ref.id, events), parent(above) {}

  storage::session_ref ref;
  session_ledger ledger;
  std::vector<said_unit> units;
  attempts creations;
  std::int64_t created_at = never;        ///< step in which a creation was acknowledged
  std::optional<int> created_as;          ///< which of the requests for it
  bool made = false;                      ///< an answer said that it was new

  place* parent;                          ///< whose child it is created as; null: a root
  bool is_fork = false;                   ///< it is created by forking another one
  place* origin = nullptr;                ///< which one, from the first request for it on
  std::int64_t at_seq = 0;
  attempts closes;
  attempts reopens;
  attempts erasures;
  std::optional<std::string> receipt_id;  ///< of its erasure

  std::string owner{};                    ///< a person, or empty
  const person_erasings* persons = nullptr;
  const retention_book* rules = nullptr;
  std::int64_t sent_at = never;           ///< step of the first request to create it
  base::timestamp active_from{};          ///< an acknowledged write began then, or later
  std::map<std::string, std::int64_t> summaries;  ///< acknowledged ones: id, to_seq
};

struct client {
  std::int64_t number = 0;
  std::int64_t in_flight = 0;
};

/// What clients, agents and controllers do, and what they make of the answers.
class workload {
 public:
  workload(const simulation_scenario& scenario, seeded_entropy& chance, const fake_clock& clock,
           journal& events);

  /// The process that requests go to from now on.
  void connect(node& to);
  /// It is ending: what is under way gets no answer.
  void disconnect() { connected_ = nullptr; }
  /// Another process has the store: what this one acknowledges from now on is wrong.
  void owner_lost();

  /// A client that may begins something. False: none may.
  bool act();
  bool waits() const { return !open_.empty(); }
  /// Some requests that have no answer yet, for people.
  std::string who_waits() const;

  /// Another process writes a message.
  void foreign_append(simulated_stores& stores);

  /// A session knows that these rows are durable.
  void durable(const storage::session_ref& ref, const std::vector<domain::turn>& rows);

  /// At rest, when the ledgers have seen their histories: what sessions are to one another.
  void check_trees(const storage::read_access& stored);
  /// At rest: what was erased has its receipts, and is purged.
  void check_erased(const storage::read_access& stored);
  /// At rest: the summaries of a session, as they are stored.
  void check_summaries(place& at, const std::vector<domain::summary>& summaries,
                       const std::vector<domain::message>& history);
  /// Whether somebody asked for it to be erased, as itself, with one above it, with its owner or by
  /// a rule.
  static bool may_be_erased(const place& at);
  /// Step in which that was acknowledged.
  static std::int64_t erased_at(const place& at);

  std::deque<place>& places() { return places_; }
  simulation_report counted;  ///< requests and how they ended

  // operations_*.cpp: a client does something.
  void append(client& by);
  void batch(client& by);
  void keyed(client& by);
  void if_match(client& by);
  void agent_message(client& by);
  void report(client& by);
  void rounds(client& by);
  void repeat(client& by);
  void conflict(client& by);
  void page(client& by);
  void get(client& by);
  void find(client& by);
  void history(client& by);
  void list(client& by);
  void list_pages(client& by);
  void create(client& by);
  void close(client& by);
  void reopen(client& by);
  void set_metadata(client& by);
  void remove_metadata(client& by);
  void join(client& by);
  void leave(client& by);
  void passivate(client& by);
  void fork(client& by);
  void erase(client& by);
  void blank(client& by);
  void person(client& by);
  void retain(client& by);
  void tree(client& by);
  void move(client& by);
  void migrate(client& by);
  void summarize(client& by);
  void summaries(client& by);
  void context(client& by);
  void turn_begin(client& by);
  void turn_record(client& by);
  void turn_repeat(client& by);
  void turn_chunk(client& by);
  void turn_end(client& by);
  void turn_find(client& by);
  void turn_list(client& by);

 private:
  enum class end { acknowledged, refused, unknown };
  /// What a request asks for: whether it must be there when its session is.
  enum class wants { session, part, nothing };

  struct listing;
  void next_page(client& by, const std::shared_ptr<listing>& reading);
  place& some_place();
  place& some_place_of_kind(bool is_fork);
  std::string new_text();
  protocol::caller who(const client& by, const place& at);
  /// How it ended, and what follows from the status alone.
  end judge(const base::status* failed, const place& at, std::int64_t begun, wants what);
  static void count(attempts& of, end how, std::int64_t step);

  template <class Reply, class... Args>
  void send(client& by, std::string_view what, std::function<void(base::result<Reply>)> done,
            Args... args);

  void send_unit(client& by, place& at, std::size_t unit);
  /// `ended`, when given, learns how it ended and whether the record was changed.
  void change(client& by, place& at, domain::record_change what, register_history& of,
              std::string value, std::function<void(end, bool)> ended = {});
  void send_create(client& by, place& at, protocol::create_command command, int kind);
  std::vector<place*> below(const place& at);
  void check_reports(const place& child);
  /// Somebody whose messages may be erased; empty when there is nobody.
  std::string some_person();
  void check_cascades(const place& at, const std::map<const place*, std::string>& statuses);
  void send_begin(client& by, place& at, std::size_t turn, domain::when_busy mode);
  asked* open_turn(place& at);
  void wrote(std::int64_t begun, const place& at);
  /// Whether it was refused because one of these messages was erased, and that may be so.
  template <class Reply>
  bool is_erased(const base::result<Reply>& answer, const place& at,
                 const std::vector<std::string>& texts) {
    if (answer || answer.error().code != base::errc::erased) return false;
    const bool may = std::ranges::any_of(
        texts, [&](const auto& text) { return at.ledger.may_be_told_erased(text); });
    if (may) ++counted.refused;
    return may;
  }

  const simulation_scenario& scenario_;
  seeded_entropy& chance_;
  const fake_clock& clock_;
  journal& events_;
  node* connected_ = nullptr;
  std::vector<client> clients_;
  std::deque<place> places_;
  person_erasings persons_;
  std::map<std::pair<const place*, std::int64_t>, std::string> blanked_;  ///< receipts, by seq
  std::map<std::string, retention_book> rules_;  ///< by tenant
  std::vector<std::pair<void (workload::*)(client&), std::int64_t>> operations_;
  std::int64_t weights_ = 0;
  std::map<std::int64_t, std::string> open_;  ///< requests without an answer
  std::int64_t texts_ = 0;
  std::int64_t owner_lost_at_ = never;
  struct foreign {
    place* at;
    said_unit unit;
    protocol::append_reply told;
  };
  std::vector<foreign> foreign_;
};

/// The operations by name: those that a scenario may weigh.
struct operation {
  std::string_view name;
  void (workload::*run)(client&);
};
std::span<const operation> operations();

template <class Reply, class... Args>
void workload::send(client& by, std::string_view what,
                    std::function<void(base::result<Reply>)> done, Args... args) {
  const auto number = ++counted.requests;
  open_.emplace(number, std::string(what) + " of client " + std::to_string(by.number) + " in step " +
                            std::to_string(events_.step));
  ++by.in_flight;
  events_.note({hash_of(what), static_cast<std::uint64_t>(number)}, [&] {
    return "client " + std::to_string(by.number) + ": request " + std::to_string(number) + ", " +
           std::string(what);
  });
  connected_->ask<Reply>(
      [this, number, &by, done = std::move(done)](base::result<Reply> answer) {
        open_.erase(number);
        --by.in_flight;
        if (!connected_)
          answer = base::fail(base::errc::unknown_outcome, "", "The process ended.");
        else if (!answer && answer.error().text == "The request was dropped.")
          events_.broken("every request is answered", "request " + std::to_string(number));
        const auto code = answer ? base::errc{} : answer.error().code;
        events_.note({static_cast<std::uint64_t>(number), static_cast<std::uint64_t>(code)}, [&] {
          return "client " + std::to_string(by.number) + ": answer to " + std::to_string(number) +
                 ": " + (answer ? "done" : base::to_string(answer.error()));
        });
        done(std::move(answer));
      },
      std::move(args)...);
}

}  // namespace parley::testing::simulation
