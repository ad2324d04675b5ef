#include "context/talk_generator.hpp"

#include <array>

namespace parley::testing_context {

namespace {

domain::participant person(std::string id, domain::participant_type type,
                           std::optional<std::string> role = {}) {
  domain::participant p;
  p.id = std::move(id);
  p.type = type;
  p.role = std::move(role);
  return p;
}

}  // namespace

std::int64_t talk_generator::number(std::int64_t least, std::int64_t most) {
  return std::uniform_int_distribution<std::int64_t>{least, most}(random_);
}

std::string talk_generator::text(std::size_t length_max) {
  static const std::array<std::string, 16> pieces{"a",       "Z",  " ",  "\n",      "\"",   "word ",
                                                  "é",       "ß",  "对", "ト",      "🙂", "ק",
                                                  "e\u0301", "हि", "กำ", "العربية "};
  std::string out;
  for (auto n = number(0, static_cast<std::int64_t>(length_max)); n > 0; --n)
    out += pieces[static_cast<std::size_t>(number(0, 15))];
  return out;
}

std::string talk_generator::call_id() {
  static const std::array<std::string, 4> ids{"", "c", "call_1", "call_ü"};
  return one_in(2) ? ids[static_cast<std::size_t>(number(0, 3))]
                   : "call_" + std::to_string(number(2, 1000000));
}

domain::message& talk_generator::add(talk& t, const std::string& role,
                                     std::optional<std::string> sender) {
  domain::message m;
  m.seq = static_cast<std::int64_t>(t.messages.size()) + 1;
  m.role = role;
  m.sender_id = std::move(sender);
  m.content = "m" + std::to_string(m.seq) + " " + text(one_in(200) ? 4000 : 40);
  if (one_in(20)) m.content = one_in(2) ? " " : "";
  if (one_in(30)) m.content.reset();
  if (one_in(25)) m.name = text(3);
  if (one_in(30)) m.status = domain::message_status::failed;
  t.messages.push_back(std::move(m));
  return t.messages.back();
}

void talk_generator::add_calls(talk& t) {
  const auto who = number(0, 3);
  auto& m = who == 0   ? add(t, "assistant", std::nullopt)
            : who == 1 ? add(t, "agent_writer", "a1")
                       : add(t, "agent_data.analyst", "agent two");
  if (one_in(2)) m.content.reset();
  auto calls = domain::json::array();
  for (auto n = one_in(3) ? number(2, 5) : 1; n > 0; --n) {
    open_.push_back(call_id());
    calls.push_back({{"id", open_.back()},
                     {"type", "function"},
                     {"function", {{"name", "search"}, {"arguments", R"({"q": ")" + text(5)}}}});
  }
  m.tool_calls = domain::to_text(calls);
  // Mostly the results follow at once.
  if (one_in(5)) return;
  const auto results = one_in(6) ? open_.size() / 2 : open_.size();
  for (std::size_t n = 0; n < results && !open_.empty(); ++n) add_result(t);
}

void talk_generator::add_result(talk& t) {
  auto& m = add(t, "tool", std::nullopt);
  if (one_in(100)) m.content = "long " + text(6000);
  if (one_in(20)) return;  // without an id
  if (open_.empty()) {
    m.tool_call_id = call_id();
    return;
  }
  const auto which = one_in(3) ? number(0, static_cast<std::int64_t>(open_.size()) - 1) : 0;
  m.tool_call_id = open_[static_cast<std::size_t>(which)];
  open_.erase(open_.begin() + which);
}

void talk_generator::add_step(talk& t) {
  switch (number(0, 11)) {
    case 0:
    case 1:
    case 2:
      add(t, "user", one_in(4) ? std::nullopt : std::optional<std::string>{"u1"});
      return;
    case 3:
      add(t, "user_guest", "user ü");
      return;
    case 4:
    case 5:
      add(t, "assistant", one_in(2) ? std::optional<std::string>{"a1"} : std::nullopt);
      return;
    case 6:
      add(t, one_in(2) ? "master_controller" : "agent_writer", one_in(2) ? "boss" : "a3");
      return;
    case 7:
      if (one_in(3)) add(t, "system", std::nullopt);
      return;
    case 8:
      add_result(t);
      return;
    default:
      add_calls(t);
  }
}

talk talk_generator::make(std::size_t length) {
  using enum domain::participant_type;
  talk t;
  open_.clear();
  t.participants = {person("u1", user),
                    person("user ü", user, "guest"),
                    person("boss", master_controller),
                    person("a1", agent, "writer"),
                    person("agent two", agent, "data.analyst"),
                    person("a3", agent, "writer")};
  if (one_in(2)) add(t, "system", std::nullopt);
  while (t.messages.size() < length) add_step(t);
  t.messages.resize(length);
  for (auto& m : t.messages) {
    if (!one_in(25)) continue;
    m.status = domain::message_status::erased;
    m.content.reset();
    m.tool_calls = {};
  }
  return t;
}

}  // namespace parley::testing_context
