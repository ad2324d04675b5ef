#include "frontends/http/api/request_log.hpp"

#include <cstdio>

#include "parley/telemetry/log.hpp"

namespace parley::frontends::http::api {

namespace {

std::string ms(std::chrono::microseconds took) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3f", static_cast<double>(took.count()) / 1000.0);
  return text;
}

}  // namespace

void write(const request_note& of) {
  using telemetry::severity;
  const bool failed = of.status >= 500;
  const auto how = !failed            ? severity::info
                   : of.status == 500 ? severity::error
                                      : severity::warning;
  telemetry::log_facts facts{{"method", std::string{of.method}},
                             {"route", of.route.empty() ? "other" : std::string{of.route}},
                             {"status", std::to_string(of.status)},
                             {"ms", ms(of.took)},
                             {"request_id", std::string{of.request_id}}};
  const auto add = [&](std::string_view name, std::string value) {
    if (!value.empty()) facts.emplace_back(name, std::move(value));
  };
  add("tenant", std::string{of.tenant});
  add("principal", std::string{of.principal});
  add("code", std::string{of.code});
  add("left_out", of.left_out > 0 ? std::to_string(of.left_out) : "");
  telemetry::log(how, failed ? "request failed" : "request", facts);
}

}  // namespace parley::frontends::http::api
