#include "parley/telemetry/log.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <atomic>
#include <nlohmann/json.hpp>

namespace parley::telemetry {

namespace {

std::atomic<bool> as_json{false};

spdlog::logger& logger() {
  static const auto shared = [] {
    auto made = std::make_shared<spdlog::logger>("parley",
                                                 std::make_shared<spdlog::sinks::stderr_sink_mt>());
    made->set_pattern("%Y-%m-%dT%H:%M:%S.%fZ %l %v", spdlog::pattern_time_type::utc);
    return made;
  }();
  return *shared;
}

spdlog::level::level_enum level_of(severity how) {
  switch (how) {
    case severity::debug: return spdlog::level::debug;
    case severity::info: return spdlog::level::info;
    case severity::warning: return spdlog::level::warn;
    case severity::error: return spdlog::level::err;
    case severity::critical: break;
  }
  return spdlog::level::critical;
}

}  // namespace

void configure_log(const std::string& level, const std::string& format) {
  const std::pair<const char*, spdlog::level::level_enum> levels[] = {
      {"trace", spdlog::level::trace}, {"debug", spdlog::level::debug},
      {"info", spdlog::level::info},   {"warn", spdlog::level::warn},
      {"error", spdlog::level::err},   {"off", spdlog::level::off}};
  for (const auto& [name, value] : levels)
    if (level == name) logger().set_level(value);
  if (format == "json") {
    as_json = true;
    logger().set_pattern(R"({"at":"%Y-%m-%dT%H:%M:%S.%fZ","level":"%l",%v})",
                         spdlog::pattern_time_type::utc);
  }
}

void log(severity how, std::string_view event, log_fields fields) {
  if (!logger().should_log(level_of(how))) return;
  const auto quoted = [](std::string_view text) {
    return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  };
  std::string line = as_json ? "\"event\":" + quoted(event) : std::string{event};
  for (const auto& [name, value] : fields)
    line += as_json ? "," + quoted(name) + ":" + quoted(value)
                    : " " + std::string{name} + "=" + quoted(value);
  logger().log(level_of(how), line);
}

}  // namespace parley::telemetry
