#pragma once

#include <string>
#include <utility>
#include <vector>

#include "parley/context/summary_job.hpp"
#include "parley/domain/json.hpp"

namespace parley::tests {

inline domain::message said(const std::string& role, const std::string& content) {
  domain::message m;
  m.role = role;
  m.content = content;
  return m;
}

/// An assistant's message that calls one tool.
inline domain::message called(const std::string& id, const std::string& name,
                              const domain::json& arguments) {
  domain::message m;
  m.role = "assistant";
  m.tool_calls = domain::to_text(
      domain::json::array({{{"id", id},
                            {"type", "function"},
                            {"function", {{"name", name}, {"arguments", arguments.dump()}}}}}));
  return m;
}

inline domain::message answered(const std::string& id, const std::string& content) {
  auto m = said("tool", content);
  m.tool_call_id = id;
  return m;
}

inline context::summary_job job_of(std::vector<domain::message> messages,
                                   std::int64_t from_seq = 1) {
  context::summary_job job;
  job.from_seq = from_seq;
  for (auto& m : messages) {
    m.seq = from_seq++;
    job.messages.push_back(std::move(m));
  }
  job.to_seq = from_seq - 1;
  return job;
}

inline bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// The lines below a heading of a summary, without `- `.
inline std::vector<std::string> section_of(const std::string& summary, const std::string& heading) {
  std::vector<std::string> lines;
  bool inside = false;
  for (std::size_t at = 0; at < summary.size();) {
    const auto end = std::min(summary.find('\n', at), summary.size());
    const auto line = summary.substr(at, end - at);
    at = end + 1;
    if (line.starts_with("- ")) {
      if (inside) lines.push_back(line.substr(2));
    } else {
      inside = line == heading;
    }
  }
  return lines;
}

}  // namespace parley::tests
