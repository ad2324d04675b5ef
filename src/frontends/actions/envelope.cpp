#include "frontends/actions/envelope.hpp"

#include <algorithm>

#include "frontends/actions/keys.hpp"
#include "parley/base/time.hpp"
#include "parley/base/utf8.hpp"
#include "parley/domain/keys.hpp"

namespace parley::frontends::actions {

using base::errc;
using base::fail;
using domain::json;

namespace {

constexpr std::size_t action_id_max = 256;
constexpr std::size_t correlation_max = 256;
constexpr std::size_t type_max = 64;
constexpr std::size_t trace_max = 4096;

/// What the readers of members fill in.
struct parts {
  std::span<const std::string> store_prefixes;
  envelope said;
  reply_address to;
  std::optional<std::string> session_in_data;
};

auto refuse(std::string field, std::string text) {
  return fail(errc::invalid_argument, std::move(field), std::move(text));
}

bool is_visible(const std::string& text, std::size_t most) {
  return !text.empty() && text.size() <= most &&
         std::all_of(text.begin(), text.end(), [](char ch) { return ch > ' ' && ch <= '~'; });
}

const std::string* text_of(const json& value) { return value.get_ptr<const std::string*>(); }

// Every reader takes the value of its member, which is not null, and says what is wrong with it.

base::result<void> read_callback(parts& p, const json& value) {
  const auto* name = text_of(value);
  if (auto legal = check_callback_queue(name ? *name : "", p.store_prefixes); !legal) return legal;
  p.to.callback_queue = *name;
  return {};
}

base::result<void> read_correlation(parts& p, const json& value) {
  const auto* text = text_of(value);
  if (!text || base::code_points(*text) > correlation_max || base::has_control_characters(*text))
    return refuse("correlation_id",
                  "A correlation id has at most 256 characters and no control characters.");
  p.to.correlation_id = *text;
  return {};
}

base::result<void> read_action_id(parts& p, const json& value) {
  const auto* text = text_of(value);
  if (!text || !is_visible(*text, action_id_max))
    return refuse("action_id", "An action id has 1 to 256 visible ASCII characters.");
  p.to.action_id = p.said.action_id = *text;
  return {};
}

base::result<void> read_type(parts& p, const json& value) {
  const auto* text = text_of(value);
  if (!text || !is_visible(*text, type_max))
    return refuse("action_type", "An action type is a text such as conversation.save_message.");
  p.to.action_type = p.said.action_type = *text;
  return {};
}

base::result<void> read_tenant(parts& p, const json& value) {
  const auto* text = text_of(value);
  if (!text || !domain::is_id(*text))
    return refuse("tenant_id", "A tenant has 1 to 128 characters of A-Z a-z 0-9 . _ : ~ -.");
  p.said.tenant_id = *text;
  return {};
}

base::result<void> read_session_id(std::optional<std::string>& into, const json& value) {
  const auto* text = text_of(value);
  if (!text || !domain::is_id(*text))
    return refuse("session_id", "A session id has 1 to 128 characters of A-Z a-z 0-9 . _ : ~ -.");
  into = *text;
  return {};
}

base::result<void> read_session(parts& p, const json& value) {
  return read_session_id(p.said.session_id, value);
}

base::result<void> read_data(parts& p, const json& value) {
  if (!value.is_object()) return refuse("data", "data must be an object.");
  p.said.data = value;
  const auto inside = p.said.data.find("session_id");
  if (inside == p.said.data.end()) return {};
  if (!inside->is_null())
    if (auto legal = read_session_id(p.session_in_data, *inside); !legal) return legal;
  p.said.data.erase(inside);
  return {};
}

base::result<void> read_timestamp(parts&, const json& value) {
  const auto* text = text_of(value);
  if (text && base::parse_time(*text)) return {};
  return refuse("timestamp", "A timestamp is a time such as 2026-01-02T03:04:05.678901Z.");
}

/// For those who look into the queue; parley has no use for it.
base::result<void> read_trace(parts&, const json& value) {
  if ((value.is_string() || value.is_object()) && domain::canonical(value).size() <= trace_max)
    return {};
  return refuse("trace", "A trace is a text or an object of at most 4096 bytes.");
}

base::result<void> read_priority(parts&, const json& value) {
  if (value == "high" || value == "normal" || value == "low") return {};
  return refuse("priority", "A priority is high, normal or low.");
}

struct member {
  std::string_view name;
  bool required;
  base::result<void> (*read)(parts&, const json&);
};

/// Where an answer goes comes first, so that what is wrong with the rest can be said there.
constexpr member members[] = {
    {"callback_queue_name", false, read_callback},
    {"correlation_id", false, read_correlation},
    {"action_id", true, read_action_id},
    {"action_type", true, read_type},
    {"tenant_id", true, read_tenant},
    {"session_id", false, read_session},
    {"data", false, read_data},
    {"timestamp", false, read_timestamp},
    {"trace", false, read_trace},
    {"priority", false, read_priority},
};

base::result<void> check_names(const json& object) {
  for (const auto& [name, value] : object.items()) {
    const auto same = [&name = name](const member& m) { return m.name == name; };
    if (std::none_of(std::begin(members), std::end(members), same))
      return fail(errc::unknown_field, name,
                  "The field is not known. Allowed: action_id, action_type, tenant_id, "
                  "session_id, correlation_id, callback_queue_name, data, timestamp, trace, "
                  "priority.");
  }
  return {};
}

/// Goes on after an error, which is the first one that is returned: the address is wanted whole.
base::result<void> read_members(parts& p, const json& object) {
  base::result<void> first;
  for (const auto& m : members) {
    const auto found = object.find(m.name);
    const bool absent = found == object.end() || found->is_null();
    auto legal = !absent       ? m.read(p, *found)
                 : !m.required ? base::result<void>{}
                               : refuse(std::string(m.name), "The field is missing.");
    if (!legal && first) first = std::move(legal);
  }
  return first;
}

base::result<void> settle_session(parts& p) {
  auto& outside = p.said.session_id;
  if (outside && p.session_in_data && *outside != *p.session_in_data)
    return refuse("session_id", "session_id in data must be that beside it, or absent.");
  if (!outside) outside = std::move(p.session_in_data);
  return {};
}

}  // namespace

envelope_reading read_envelope(std::string_view text, const base::limits& limits,
                               std::span<const std::string> store_prefixes) {
  if (static_cast<std::int64_t>(text.size()) > limits.body_bytes)
    return {{},
            fail(errc::too_large, "action",
                 "An action has at most " + std::to_string(limits.body_bytes) + " bytes.")};
  auto value = domain::parse_json(text, limits.json_depth);
  if (!value) {
    if (value.error().field.empty()) value.error().field = "action";
    return {{}, fail(std::move(value.error()))};
  }
  if (!value->is_object()) return {{}, refuse("action", "An action is a JSON object.")};
  parts p;
  p.store_prefixes = store_prefixes;
  auto legal = read_members(p, *value);
  if (legal) legal = check_names(*value);
  if (legal) legal = settle_session(p);
  if (!legal) return {std::move(p.to), fail(std::move(legal.error()))};
  return {std::move(p.to), std::move(p.said)};
}

}  // namespace parley::frontends::actions
