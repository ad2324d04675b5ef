#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "frontends/http/api/import_report.hpp"
#include "parley/base/limits.hpp"
#include "parley/domain/message.hpp"
#include "parley/protocol/commands.hpp"

namespace parley::frontends::http::api {

/// The session that an import is filling. Pure: it decides what is sent next and what a reply
/// means, and keeps the report.
///
/// Every message has its seq from its place in the file. Those that the session has already are
/// compared: sent under a condition that never holds, so that they are acknowledged as known or
/// refused, never written. Those beyond are appended under the condition that nothing came between.
class import_target {
 public:
  /// `last_seq`: what the session holds now. `counted`: its outcome is counted among sessions.
  import_target(std::string id, std::int64_t line, bool restoring, bool counted, bool existed,
                std::int64_t last_seq);

  /// A session that could not be opened: takes messages only to count them as refused.
  static import_target refused(std::string id, std::int64_t line, bool counted);

  const std::string& id() const { return id_; }

  /// Whether lines of single messages may follow: not those of a chat transcript.
  bool takes_lines() const { return restoring_ || refused_; }
  bool empty() const { return waiting_.empty(); }
  bool is_refused() const { return refused_; }
  bool full(const base::limits& limits) const;

  /// Takes a message, or reports why not. One without a seq is the next one.
  void push(domain::message m, std::int64_t line, import_report& report);

  /// The next command; there must be something waiting.
  protocol::append_command next_chunk(const base::limits& limits);

  void acknowledged(const std::vector<protocol::receipt>& receipts, import_report& report);
  void refused(const base::status& why, import_report& report);

  /// Counts the session.
  void finish(import_report& report) const;

 private:
  struct entry {
    domain::message message;
    std::int64_t seq;
    std::int64_t line;
    std::size_t bytes;
  };

  void give_up(std::int64_t line, const base::status& why, import_report& report);

  std::string id_;
  std::int64_t line_;
  bool restoring_;
  bool counted_;
  bool existed_;
  bool refused_ = false;
  bool comparing_ = false;  ///< the chunk that is under way only compares
  std::int64_t last_seq_;
  std::int64_t next_seq_ = 0;  ///< of the next message of the file; 0: not known yet
  std::deque<entry> waiting_;
  std::size_t waiting_bytes_ = 0;
  std::vector<std::pair<std::int64_t, std::int64_t>> sent_;  ///< seq and line of what is under way
};

}  // namespace parley::frontends::http::api
