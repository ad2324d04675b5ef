#include "parley/telemetry/log.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <atomic>

#include "telemetry/log_line.hpp"

namespace parley::telemetry {

namespace {

constexpr const char* text_pattern = "%Y-%m-%dT%H:%M:%S.%fZ %l %v";
constexpr const char* json_pattern = R"({"at":"%Y-%m-%dT%H:%M:%S.%fZ","level":"%l",%v})";

std::atomic<bool> as_json{false};

spdlog::logger& logger() {
  static const auto shared = [] {
    auto made = std::make_shared<spdlog::logger>("parley",
                                                 std::make_shared<spdlog::sinks::stderr_sink_mt>());
    made->set_pattern(text_pattern, spdlog::pattern_time_type::utc);
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
  if (format != "json" && format != "text") return;
  as_json = format == "json";
  logger().set_pattern(as_json ? json_pattern : text_pattern, spdlog::pattern_time_type::utc);
}

namespace {

void write(severity how, std::string_view event, std::span<const log_field> fields) {
  if (!logger().should_log(level_of(how))) return;
  logger().log(level_of(how), as_json ? json_members(event, fields) : text_line(event, fields));
}

}  // namespace

void log(severity how, std::string_view event, log_fields fields) {
  write(how, event, {fields.begin(), fields.size()});
}

void log(severity how, std::string_view event, const log_facts& facts) {
  write(how, event, facts);
}

}  // namespace parley::telemetry
