#include "telemetry/log_line.hpp"

#include <nlohmann/json.hpp>

namespace parley::telemetry {

namespace {

constexpr std::size_t value_bytes_max = 2048;

std::string ascii_json(const std::string& text) {
  return nlohmann::json(text).dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
}

}  // namespace

std::string log_value(std::string_view value) {
  std::string shown{value.substr(0, value_bytes_max)};
  if (shown.size() < value.size()) shown += "...";
  return ascii_json(shown);
}

std::string text_line(std::string_view event, std::span<const log_field> fields) {
  std::string line{event};
  for (const auto& [name, value] : fields)
    line.append(" ").append(name).append("=").append(log_value(value));
  return line;
}

std::string json_members(std::string_view event, std::span<const log_field> fields) {
  auto line = "\"event\":" + log_value(event);
  for (const auto& [name, value] : fields)
    line.append(",\"").append(name).append("\":").append(log_value(value));
  return line;
}

}  // namespace parley::telemetry
