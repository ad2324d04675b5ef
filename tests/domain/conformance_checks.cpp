#include "conformance_checks.hpp"

#include <map>
#include <vector>

#include "parley/domain/creation.hpp"
#include "parley/domain/decode.hpp"
#include "parley/domain/encode.hpp"
#include "parley/domain/keys.hpp"
#include "parley/domain/records.hpp"
#include "parley/domain/upgrade.hpp"

namespace parley::conformance {

namespace {

using namespace domain;

const base::limits limits;
const base::timestamp now = base::from_micros(1767323045678901);

/// `participants` of "participants[1].participant_role".
std::string top_level(const std::string& field) {
  return field.substr(0, field.find_first_of(".["));
}

/// Compares valid and error_field; a decoded value is then looked at by `then`.
template <class T, class Then>
std::string check_decoded(const json& v, const base::result<T>& decoded, Then then) {
  const auto expected = v.at("valid").get<bool>();
  if (decoded.has_value() != expected)
    return decoded ? "accepted" : "refused: " + base::to_string(decoded.error());
  if (decoded) return then(*decoded);
  const auto field = top_level(decoded.error().field);
  return v.at("error_field") == field ? "" : "names the field '" + field + "'";
}

std::string differs(const char* what, const json& actual, const json& expected) {
  if (actual == expected) return "";
  return std::string{what} + " is " + actual.dump() + ", not " + expected.dump();
}

std::string check_participant(const json& v) {
  return check_decoded(v, decode_participant(v.at("input"), limits, unknown_fields::refuse),
                       [](const participant&) { return ""; });
}

std::string check_session(const json& v) {
  return check_decoded(
      v, decode_session_request(v.at("input"), limits), [&](const session_request& r) {
        const auto made = create_session(r, "default", r.session_id.value_or("generated"),
                                         std::nullopt, now, limits);
        if (!made) return "not created: " + base::to_string(made.error());
        return differs("session_key", made->session_key, v.at("session_key"));
      });
}

std::string check_agent_message(const json& v) {
  return check_decoded(v, decode_agent_message(v.at("input"), limits, unknown_fields::refuse),
                       [&](const agent_message& m) {
                         const auto entry = to_history(m);
                         const json shown = {{"role", entry.role},
                                             {"content", *entry.content},
                                             {"metadata", entry.metadata.value()}};
                         return differs("conversation_message", shown,
                                        v.at("conversation_message"));
                       });
}

std::string check_isolation(const json& v) {
  const bool matches = matches_key_pattern(v.at("session_key").get<std::string>(),
                                           v.at("pattern").get<std::string>());
  return differs("matches", matches, v.at("matches"));
}

std::string check_tree(const json& v) {
  std::map<std::string, session> sessions;
  json outcome = json::array();
  for (const auto& op : v.at("ops")) {
    const auto id = op.at("session_id").get<std::string>();
    json body = {{"session_id", id}, {"user_id", op.at("user_id")}};
    std::optional<parent_facts> parent;
    if (op.at("op") == "spawn_child") {
      const auto& p = sessions.at(op.at("parent").get<std::string>());
      parent = parent_facts{p.session_id, p.root_session_id, p.depth, p.user_id};
      body["parent_session_id"] = p.session_id;
    }
    const auto request = decode_session_request(body, limits);
    if (!request) return id + " refused: " + base::to_string(request.error());
    const auto made = create_session(*request, "default", id, parent, now, limits);
    if (!made) return id + " not created: " + base::to_string(made.error());
    const auto shown = encode(session_view{*made, {}});
    json facts;
    for (const auto* name :
         {"session_id", "parent_session_id", "root_session_id", "depth", "user_id"})
      facts[name] = shown.at(name);
    outcome.push_back(std::move(facts));
    sessions.emplace(id, *made);
  }
  return differs("the tree", outcome, v.at("expect"));
}

/// What an older record becomes, as it would be shown.
base::result<json> upgraded(const std::string& kind, const json& input) {
  if (kind == "participant") {
    auto today = upgrade_participant(input);
    if (!today) return today;
    return decode_participant(*today, limits, unknown_fields::keep).map([](const auto& p) {
      return encode(p);
    });
  }
  if (kind == "model_record")
    return read_session(input, limits).map([](const auto& s) { return encode(s); });
  if (kind != "session_file" || !is_session_file(input))
    return base::fail(base::errc::invalid_argument, "kind", "The kind is not known.");
  return upgrade_session_file(input, limits).map([](const auto& file) {
    auto shown = encode(file.session);
    shown["messages"] = json::array();
    for (const auto& m : file.messages) shown["messages"].push_back(encode(m));
    return shown;
  });
}

std::string check_upgrade(const json& v) {
  const auto became = upgraded(v.at("kind").get<std::string>(), v.at("input"));
  if (!became) return "refused: " + base::to_string(became.error());
  return contains(*became, v.at("expect")) ? "" : "became " + became->dump();
}

}  // namespace

check check_for(const std::string& file_name) {
  static const std::map<std::string, check> checks{
      {"participant.jsonl", check_participant},
      {"session.jsonl", check_session},
      {"agent_message.jsonl", check_agent_message},
      {"isolation.jsonl", check_isolation},
      {"tree.jsonl", check_tree},
      {"upgrade.jsonl", check_upgrade},
      {"window.jsonl", check_window},
  };
  const auto found = checks.find(file_name);
  return found == checks.end() ? nullptr : found->second;
}

bool contains(const json& actual, const json& expected) {
  if (expected.is_object()) {
    if (!actual.is_object()) return false;
    for (const auto& [key, value] : expected.items()) {
      const auto at = actual.find(key);
      if (at == actual.end() || !contains(*at, value)) return false;
    }
    return true;
  }
  if (expected.is_array()) {
    if (!actual.is_array() || actual.size() != expected.size()) return false;
    for (std::size_t i = 0; i < expected.size(); ++i)
      if (!contains(actual[i], expected[i])) return false;
    return true;
  }
  return actual == expected;
}

}  // namespace parley::conformance
