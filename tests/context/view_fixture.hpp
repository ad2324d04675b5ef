#pragma once

#include <string>
#include <vector>

#include "caf/test/unit_test.hpp"
#include "context/strict_checker.hpp"
#include "context/view_oracle.hpp"
#include "parley/context/estimates.hpp"

namespace parley::testing_context {

using namespace context;

inline const characters_counter characters;

inline domain::message said(std::string role, std::optional<std::string> content,
                            std::optional<std::string> sender = {}) {
  domain::message m;
  m.role = std::move(role);
  m.content = std::move(content);
  m.sender_id = std::move(sender);
  return m;
}

inline domain::message called(const std::vector<std::string>& ids,
                              std::optional<std::string> sender = {},
                              std::optional<std::string> content = {}) {
  auto m = said("assistant", std::move(content), std::move(sender));
  auto calls = domain::json::array();
  for (const auto& id : ids)
    calls.push_back(
        {{"id", id}, {"type", "function"}, {"function", {{"name", "find"}, {"arguments", "{}"}}}});
  m.tool_calls = domain::to_text(calls);
  return m;
}

inline domain::message result(std::optional<std::string> id, std::string content) {
  auto m = said("tool", std::move(content));
  m.tool_call_id = std::move(id);
  return m;
}

inline domain::message erased(std::string role) {
  auto m = said(std::move(role), std::nullopt);
  m.status = domain::message_status::erased;
  return m;
}

inline domain::participant person(std::string id, domain::participant_type type,
                                  std::optional<std::string> role = {}) {
  domain::participant p;
  p.id = std::move(id);
  p.type = type;
  p.role = std::move(role);
  return p;
}

/// A history and a request; unlimited unless said otherwise.
struct fixture {
  std::vector<domain::message> history;
  view_request request;
  view_source source;

  explicit fixture(std::vector<domain::message> messages) : history(std::move(messages)) {
    std::int64_t seq = 0;
    for (auto& m : history) m.seq = ++seq;
    source.last_seq = seq;
    if (!history.empty()) source.first = history.front();
    request.max_tokens = 1000000;
  }

  base::result<context_view> make() const {
    return built(request, source, characters, history, {3});
  }
  context_view view() const {
    auto made = make();
    if (!made) CAF_FAIL(base::to_string(made.error()));
    CAF_CHECK_EQUAL(testing_context::strict_check(made->messages), "");
    return *made;
  }
  /// "code field" of the refusal, or "made".
  std::string refusal() const {
    const auto made = make();
    if (made) return "made";
    return std::string{base::to_string(made.error().code)} + ' ' + made.error().field;
  }
};

/// One line a message: "role[/name]: content [calls...] [<- call]".
inline std::string shown(const context_view& view) {
  std::string out;
  for (const auto& m : view.messages) {
    out += m.role + (m.name ? '/' + *m.name : "") + ": " + m.content.value_or("null");
    for (const auto& call : m.calls) out += " [" + call.id + ']';
    if (m.call_id) out += " <- " + *m.call_id;
    out += '\n';
  }
  return out;
}

inline std::string ranges(const context_view& view) {
  std::string out;
  for (const auto& r : view.report.left_out)
    out += std::to_string(r.from_seq) + '-' + std::to_string(r.to_seq) + ' ' +
           std::string{to_string(r.reason)} + ' ';
  return out;
}

inline std::int64_t tokens(const context_view& view) { return view.report.tokens.total; }

}  // namespace parley::testing_context
