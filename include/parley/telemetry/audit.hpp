#pragma once

#include <memory>
#include <string>

#include "parley/base/status.hpp"
#include "parley/base/time.hpp"

namespace parley::telemetry {

/// An administrative act: who did what to what. No content and no secrets.
struct audit_event {
  std::string act;      ///< the operation: "eraseUser"
  std::string tenant;
  std::string subject;  ///< the path that names it
  std::string by;       ///< key id, `operator`, `local`; empty: nobody was asked for a key
  std::string peer;
  std::string request_id;
};

/// A file to which lines are only added, one JSON object each. From any thread.
class audit_log {
 public:
  /// Creates the file, for its owner's eyes only, when it is missing.
  static base::result<std::shared_ptr<audit_log>> open(const std::string& path);

  ~audit_log();
  audit_log(const audit_log&) = delete;
  audit_log& operator=(const audit_log&) = delete;

  /// One line; it is on the disk when this returns.
  base::result<void> write(const std::string& line);

 private:
  explicit audit_log(int file) : file_(file) {}
  int file_;
};

/// Notes an act and what became of it, in the log of the process and in `file` when there is one. An
/// act that cannot be written there is logged as an error: it was done.
void note_act(audit_log* file, const audit_event& what, int status, base::timestamp at);

}  // namespace parley::telemetry
