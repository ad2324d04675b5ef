#include "parley/telemetry/audit.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <nlohmann/json.hpp>
#include <string_view>
#include <system_error>

#include "parley/telemetry/log.hpp"

namespace parley::telemetry {

namespace {

constexpr mode_t owner_only = 0600;

base::status cannot(const char* what) {
  return {base::errc::unavailable, "",
          std::string("The audit log cannot be ") + what + ": " +
              std::generic_category().message(errno) + "."};
}

}  // namespace

base::result<std::shared_ptr<audit_log>> audit_log::open(const std::string& path) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, owner_only);
  if (file < 0) return base::fail(cannot("opened"));
  return std::shared_ptr<audit_log>(new audit_log(file));
}

audit_log::~audit_log() { ::close(file_); }

base::result<void> audit_log::write(const std::string& line) {
  const auto whole = line + '\n';
  std::string_view left = whole;
  while (!left.empty()) {
    const auto n = ::write(file_, left.data(), left.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return base::fail(cannot("written"));
    left.remove_prefix(static_cast<std::size_t>(n));
  }
  // A pipe or a terminal has nothing to sync.
  if (::fdatasync(file_) != 0 && errno != EINVAL && errno != EROFS)
    return base::fail(cannot("synced"));
  return {};
}

void note_act(audit_log* file, const audit_event& what, int status, base::timestamp at) {
  log(severity::info, "audit",
      {{"act", what.act},
       {"tenant", what.tenant},
       {"subject", what.subject},
       {"by", what.by},
       {"peer", what.peer},
       {"request_id", what.request_id},
       {"status", std::to_string(status)}});
  if (!file) return;
  const nlohmann::json line{{"at", base::format_time(at)}, {"act", what.act},
                            {"tenant", what.tenant},       {"subject", what.subject},
                            {"by", what.by},               {"peer", what.peer},
                            {"request_id", what.request_id}, {"status", status}};
  const auto written =
      file->write(line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
  if (!written)
    log(severity::error, "audit log failed",
        {{"act", what.act}, {"reason", written.error().text}, {"request_id", what.request_id}});
}

}  // namespace parley::telemetry
