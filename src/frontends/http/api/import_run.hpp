#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "frontends/http/api/call.hpp"
#include "frontends/http/api/import_line.hpp"
#include "frontends/http/api/import_report.hpp"
#include "frontends/http/api/import_source.hpp"
#include "frontends/http/api/import_target.hpp"

namespace parley::frontends::http::api {

/// An import on its way: line after line, one request at a time. A bad line is reported and the
/// rest goes on; a store that is away ends the import, which is safe to repeat.
///
/// One that takes long begins its answer early and sends a blank now and then, so that neither
/// side takes the other for dead; blanks before JSON mean nothing.
class import_run : public std::enable_shared_from_this<import_run> {
 public:
  explicit import_run(call_ptr c);

  void start() { resume(); }

  /// The next part of an answer that was begun early.
  void next(std::function<void(transport::body_source::part)> give);

 private:
  void resume();
  void work();
  bool yields();
  void take(import_line line);
  void check_end(const import_line& line);
  void open();
  void opened(base::result<domain::session_view> session, bool existed);
  void send();
  void take_summary(import_line line);
  void send_summary();
  void refuse_summary(const base::status& why);
  void finish_target();
  void finish(transport::body_source::part last);

  template <class Reply, class Then, class... Args>
  void fetch(Then then, Args... args);

  call_ptr call_;
  import_source source_;
  import_report report_;
  std::optional<import_target> target_;
  std::optional<import_line> opening_;  ///< begins the next session once the last one is done
  std::int64_t opening_line_ = 0;
  std::optional<domain::summary> summary_;  ///< comes when the messages before it are stored
  std::optional<domain::summary> summary_before_;  ///< of the same session
  std::int64_t summary_line_ = 0;
  bool summary_is_new_ = false;  ///< the session has none of its id
  bool at_end_ = false;

  std::chrono::microseconds spoke_{};  ///< when the client last heard of us
  bool begun_ = false;                 ///< the answer was begun early
  std::function<void(transport::body_source::part)> give_;
  bool last_sent_ = false;
};

}  // namespace parley::frontends::http::api
