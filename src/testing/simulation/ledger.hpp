#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "parley/domain/message.hpp"
#include "parley/protocol/commands.hpp"
#include "parley/storage/log.hpp"
#include "testing/simulation/journal.hpp"
#include "testing/simulation/persons.hpp"
#include "testing/simulation/register.hpp"

namespace parley::testing::simulation {

/// How requests for one thing ended so far.
struct attempts {
  std::int64_t open = 0;
  std::int64_t acknowledged = 0;
  std::int64_t refused = 0;
  std::int64_t unknown = 0;
  std::int64_t acknowledged_at = never;  ///< step of the first acknowledgement

  bool can_be_there() const { return open + acknowledged + unknown > 0; }
};

/// A message as clients sent it: its text is in no other message of the world, so it names it.
struct said {
  std::string text;
  std::string message_id;  ///< empty: the store makes one
  std::int64_t seq = 0;    ///< once an answer told it
  bool written = false;    ///< an answer said that this request wrote it
  std::string sender{};    ///< a person; empty: whoever the role says
  std::int64_t sent_at = never;   ///< step of the first request with it
  std::int64_t there_at = never;  ///< step in which it was first known to be stored
  attempts tried{};
};

/// The erasing of a message as clients know it.
struct asked_erasing {
  attempts tried;
  std::optional<std::string> receipt_id;
};

/// One request body: what can be sent again as it was.
struct said_unit {
  std::vector<std::string> texts;
  std::optional<std::int64_t> if_last_seq;
  std::string key;     ///< Idempotency-Key, or empty
  bool agent = false;   ///< an agent message
  bool report = false;  ///< one that the parent is to get too
};

/// A turn as clients know it.
struct asked {
  std::string text;          ///< of the question, which is in the ledger of messages too
  std::string question_id;
  std::string key;           ///< Idempotency-Key, or empty
  bool enqueue = true;       ///< in the mode `enqueue`
  bool whole = false;        ///< with its answer, whose text is `answer`
  std::string answer;
  std::string turn_id;       ///< once an answer told it
  std::int64_t chunks_sent = 0;     ///< the highest index that was sent, plus 1
  std::set<std::int64_t> sent;
  std::int64_t chunks_taken = 0;    ///< acknowledged
  std::int64_t chunks_durable = 0;  ///< in a committed row
  std::optional<domain::turn_state> ended;  ///< acknowledged
  std::int64_t ended_at = never;
  std::int64_t least_chunks = 0;  ///< taken before the completion that was acknowledged was asked for
  std::set<std::string> contents;  ///< final texts that completions gave instead of the draft
};

/// Model calls that were noted by one request, which may be repeated when it has a key.
struct noted_rounds {
  std::string key;
  std::int64_t number = 0;
  attempts tried;
};

/// Text of a chunk: the same whenever it is sent again.
std::string chunk_text(const asked& turn, std::int64_t index);

/// What clients of one session sent and were told, and what must follow from it.
class session_ledger {
 public:
  session_ledger(std::string name, journal& events) : name_(std::move(name)), events_(events) {
    status.acknowledged(status.begin("active", 0), 0);
  }

  const std::string& name() const { return name_; }
  std::string id() const { return name_.substr(name_.find('/') + 1); }

  // Messages.
  said& say(std::string text, std::string message_id);
  /// A request of these messages is on its way; returns what had been told by then.
  std::int64_t begin(const std::vector<std::string>& texts);
  void acknowledged(const said_unit& unit, const protocol::append_reply& reply, std::int64_t begun,
                    std::int64_t floor);
  void refused(const std::vector<std::string>& texts);
  void unknown(const std::vector<std::string>& texts);

  /// Somebody who asked at that step was shown this message.
  void shown(const domain::message& m, std::int64_t asked_at);
  /// Somebody who asked when `floor` had been told was told that the history ends there. Whom the
  /// session told, others must not be told less; the store itself is ahead of its session.
  void shown_head(std::int64_t last_seq, std::int64_t floor, bool by_session);
  void shown_page(const storage::page_request& request, const protocol::message_page& page,
                  std::int64_t floor, bool by_session, std::int64_t asked_at);
  std::int64_t floor() const { return floor_; }

  // What was erased of it.
  std::string tenant() const { return name_.substr(0, name_.find('/')); }
  const person_erasings* persons = nullptr;  ///< null: nobody is erased
  /// What was asked for of the message with that seq, wherever it was written.
  asked_erasing& erasing(std::int64_t seq);
  /// Whether a request with that text may be told that its message was erased.
  bool may_be_told_erased(const std::string& text) const;
  /// Somebody who asked at that step was shown this text outside of the history: in a summary, a
  /// context, a turn that waits.
  void shown_text(const std::string& text, std::int64_t asked_at) const;
  /// It is stored, in the history or in a turn that waits.
  void is_stored(const std::string& text);

  // The record.
  /// "active" or "closed", whatever store it lies in: a move makes a session archived and keeps that.
  register_history status;
  static std::string status_of(const domain::session& record);
  std::map<std::string, register_history> values;  ///< metadata by key, participants by "who/<id>"
  void shown_record(const domain::session& record, std::int64_t from, std::int64_t to);
  /// `alone`: no other request is told that it made the same change.
  void changed(std::int64_t revision, std::optional<std::int64_t> if_revision, std::int64_t floor,
               bool alone);
  std::int64_t revision_floor() const { return revision_floor_; }
  bool may_be_archived = false;  ///< somebody wanted it to be moved
  bool created = false;        ///< acknowledged
  bool creation_open = false;  ///< may have been made

  /// It is a child of that one.
  void is_below(session_ledger& parent);
  /// It is a fork: up to that seq its history is that of the other one.
  void inherits(session_ledger& origin, std::int64_t upto);
  std::int64_t inherited() const { return inherited_; }
  /// What the parent's history has for a report.
  void expect_report(const std::string& text, const std::string& message_id);
  std::vector<std::string> reports;  ///< texts that were said as reports of this session

  std::vector<noted_rounds> rounds;

  // Turns.
  std::vector<asked> turns;
  asked* turn_of(const std::string& turn_id);
  void shown_turns(const std::vector<domain::turn_view>& items, std::int64_t asked_at);
  void stored_turn(const domain::turn& row);

  /// At rest: the whole history, its turns and its record, as the store has them.
  void check_history(const std::vector<domain::message>& history);
  void check_units(const std::vector<said_unit>& units);
  void check_turns(const std::vector<domain::turn_view>& rows, const domain::session& record,
                   const std::vector<domain::message>& history);

  const std::map<std::string, said>& all_said() const { return said_; }
  /// Whether the history had it, at rest.
  bool has(const std::string& text) const { return in_history_.contains(text); }

 private:
  struct seen {
    std::string message_id;
    std::string content;
    domain::message_status status = domain::message_status::complete;
  };
  void fails(const char* promise, std::string what) const;
  void told(std::int64_t seq, const std::string& message_id, said& entry);
  bool is_answer(const std::string& message_id) const;
  void shown_blank(const domain::message& m);
  const said* said_as(const domain::message& m) const;
  bool may_be_blank(std::int64_t seq, const said* entry) const;
  bool must_be_blank(std::int64_t seq, const said* entry, std::int64_t asked_at) const;
  void check_answer(const domain::turn_view& row, const asked* turn, const domain::message& answer);

  std::string name_;
  journal& events_;
  std::map<std::string, said> said_;       ///< by text
  std::map<std::int64_t, std::string> id_at_;  ///< what was told of a seq
  std::map<std::string, std::string> text_of_;  ///< by message id
  std::map<std::int64_t, seen> seen_;
  std::map<std::int64_t, asked_erasing> erasings_;  ///< by seq
  std::int64_t unnamed_ = 0;                   ///< erased messages of which nobody can say what they were
  session_ledger* parent_ = nullptr;
  std::string root_;
  std::int64_t depth_ = 0;
  session_ledger* origin_ = nullptr;
  std::int64_t inherited_ = 0;
  std::int64_t floor_ = 0;
  std::int64_t revision_floor_ = 0;
  std::set<std::int64_t> revisions_;
  std::set<std::string> in_history_;       ///< texts, at rest
};

}  // namespace parley::testing::simulation
