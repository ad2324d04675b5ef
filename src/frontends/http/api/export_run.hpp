#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "frontends/http/api/call.hpp"
#include "frontends/http/api/export_writer.hpp"

namespace parley::frontends::http::api {

/// An export on its way: reads the next page when the client has taken the last part. One page of
/// sessions and one of messages are in memory, whatever the size of the tenant.
///
/// Sessions come in the order of creation; of each, the messages that it had when its page was
/// read. Its steps follow each other on changing threads.
class export_run : public std::enable_shared_from_this<export_run> {
 public:
  using done = std::function<void(transport::body_source::part)>;

  export_run(call_ptr c, export_form form, storage::session_page first);

  /// The next part; nullopt after the last.
  void next(done give);

  static storage::session_query query_of(const call& c);

 private:
  void advance();
  void read_history();
  void read_summaries();
  void read_sessions();
  void give();
  /// Whether the run goes on without what it asked for.
  bool skips(const base::status& why);

  /// Asks; what comes is handed to `then` on the scheduler, then the run advances.
  template <class Reply, class Then, class... Args>
  void fetch(Then then, Args... args);

  call_ptr call_;
  export_writer writer_;
  storage::session_page page_;
  std::size_t index_ = 0;       ///< of the session of the page that comes next
  storage::session_ref open_;   ///< the session whose messages are being read
  std::int64_t read_upto_ = 0;  ///< its seq up to which they are written
  std::int64_t last_seq_ = 0;   ///< and at which it ends
  std::optional<std::int64_t> summaries_from_;  ///< of its summaries that are not read yet
  bool ended_ = false;
  std::string out_;
  done give_;
};

/// The run as the body of an answer.
std::unique_ptr<transport::body_source> body_of(std::shared_ptr<export_run> run);

}  // namespace parley::frontends::http::api
