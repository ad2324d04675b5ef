#include "generate.hpp"

#include <array>

#include "parley/domain/decode.hpp"
#include "parley/domain/keys.hpp"

namespace parley::testing_domain {

using namespace domain;

std::int64_t generator::number(std::int64_t least, std::int64_t most) {
  return std::uniform_int_distribution<std::int64_t>{least, most}(random_);
}

std::string generator::text(std::size_t length_max) {
  static const std::array<std::string, 14> alphabet{
      "a", "Z", "0", " ", "\n", "\"", "\\", "/", "é", "ß", "对", "🙂", std::string(1, '\0'), "{"};
  std::string out;
  for (auto n = number(0, static_cast<std::int64_t>(length_max)); n > 0; --n)
    out += alphabet[static_cast<std::size_t>(number(0, 13))];
  return out;
}

std::string generator::id() {
  static constexpr std::string_view alphabet = "AZaz09._:~-";
  std::string out;
  for (auto n = number(1, 20); n > 0; --n)
    out += alphabet[static_cast<std::size_t>(number(0, alphabet.size() - 1))];
  return out;
}

base::timestamp generator::time() { return base::from_micros(number(1, 4000000000000000)); }

json generator::value(int depth) {
  switch (number(0, depth > 0 ? 8 : 6)) {
    case 0:
      return nullptr;
    case 1:
      return maybe();
    case 2:
      return number(std::numeric_limits<std::int64_t>::min(), -1);
    case 3:
      return static_cast<std::uint64_t>(number(0, 1 << 20)) << number(0, 43);
    case 4:
      return static_cast<double>(number(-1000000, 1000000)) / 1024;
    case 5:
      return text(8);
    case 6:
      return std::numeric_limits<std::uint64_t>::max();
    case 7: {
      json list = json::array();
      for (auto n = number(0, 3); n > 0; --n) list.push_back(value(depth - 1));
      return list;
    }
    default:
      return object(depth - 1);
  }
}

json generator::object(int depth) {
  json out = json::object();
  for (auto n = number(0, 3); n > 0; --n) out["k" + text(3)] = value(depth);
  return out;
}

participant generator::participant(std::size_t n) {
  domain::participant p;
  p.id = "p" + std::to_string(n) + (maybe() ? " ü对" : "");
  p.type = static_cast<participant_type>(number(0, 2));
  if (maybe()) p.role = id();
  p.metadata = object();
  p.joined_at = time();
  if (maybe()) p.left_at = time();
  p.extra = object();
  return p;
}

session_view generator::session_view() {
  domain::session_view out;
  auto& r = out.record;
  r.session_id = id();
  r.tenant_id = id();
  r.conversation_id = id();
  if (maybe()) r.user_id = "user ß";
  r.type = static_cast<session_type>(number(0, 3));
  // One of each kind and two agents are present, so every type is satisfied.
  for (std::size_t i = 0; i < 4; ++i) {
    auto p = participant(i);
    p.type = static_cast<participant_type>(std::min<std::size_t>(i, 2));
    p.left_at.reset();
    r.participants.push_back(std::move(p));
  }
  for (auto n = number(0, 2); n > 0; --n) r.participants.push_back(participant(10 + n));
  r.session_key = session_key(r.type, r.session_id, r.participants);
  if (maybe()) r.parent_session_id = id();
  if (maybe()) r.root_session_id = id();
  r.depth = number(0, 16);
  r.status = static_cast<session_status>(number(0, 2));
  r.created_at = time();
  r.touched_at = time();
  if (maybe()) r.closed_at = time();
  r.turn_count = number(0, 100);
  r.round = number(0, 100);
  if (maybe()) r.system_prompt = text(30);
  if (maybe()) r.forked_from = fork_origin{id(), number(1, 1000)};
  if (maybe()) r.continues = id();
  r.revision = number(1, 1000);
  r.metadata = object();
  r.extra = object();
  if (maybe()) out.at = {number(1, 1000), time()};
  return out;
}

message generator::message() {
  static const std::array<std::string, 7> roles{
      "system", "user", "assistant", "tool", "agent_writer", "master_controller", "user_guest"};
  domain::message m;
  m.seq = number(1, 1000000);
  if (maybe()) m.message_id = "c" + id();
  if (maybe()) m.sender_id = "p ü";
  m.role = roles[static_cast<std::size_t>(number(0, 6))];
  if (maybe()) m.content = text(40);
  if (maybe()) {
    json calls = json::array();
    for (auto n = number(0, 2); n > 0; --n)
      calls.push_back({{"id", id()},
                       {"type", "function"},
                       {"function", {{"name", id()}, {"arguments", text(10)}}}});
    m.tool_calls = to_text(calls);
  }
  if (maybe()) m.tool_call_id = id();
  if (maybe()) m.name = id();
  m.timestamp = time();
  m.status = static_cast<message_status>(number(0, 3));
  m.metadata = to_text(object());
  m.item = to_text(object());
  m.received_at = time();
  m.body_digest = maybe() ? body_digest(m) : base::digest_of(text(10));
  m.extra = to_text(object());
  return m;
}

}  // namespace parley::testing_domain
