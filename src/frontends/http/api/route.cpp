#include "frontends/http/api/route.hpp"

#include <algorithm>

namespace parley::frontends::http::api {

namespace {

struct row {
  const route* to;
  std::vector<std::string_view> segments;
};

const std::vector<row>& rows() {
  static const auto table = [] {
    std::vector<row> result;
    for (const auto& r : routes()) result.push_back({&r, pattern_segments(r.pattern)});
    return result;
  }();
  return table;
}

bool fits(const std::vector<std::string_view>& pattern, std::span<const std::string> segments) {
  return std::equal(pattern.begin(), pattern.end(), segments.begin(), segments.end(),
                    [](std::string_view wanted, const std::string& given) {
                      return wanted[0] == '{' ? !given.empty() : wanted == given;
                    });
}

}  // namespace

std::vector<std::string_view> pattern_segments(std::string_view pattern) {
  std::vector<std::string_view> result;
  while (!pattern.empty()) {
    pattern.remove_prefix(1);
    const auto end = std::min(pattern.find('/'), pattern.size());
    result.push_back(pattern.substr(0, end));
    pattern.remove_prefix(end);
  }
  return result;
}

match find_route(std::string_view method, std::span<const std::string> segments) {
  match result;
  const auto wanted = method == "HEAD" ? std::string_view{"GET"} : method;
  for (const auto& [to, pattern] : rows()) {
    if (pattern.size() != segments.size() || !fits(pattern, segments)) continue;
    if (to->method == wanted) return {to, {}};
    result.allow += to->method;
    result.allow += to->method == "GET" ? ", HEAD, " : ", ";
  }
  if (!result.allow.empty()) result.allow += "OPTIONS";
  return result;
}

}  // namespace parley::frontends::http::api
