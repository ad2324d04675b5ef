#include "actors/poison.hpp"

#include <caf/binary_deserializer.hpp>
#include <caf/binary_serializer.hpp>

#include "parley/base/version.hpp"
#include "parley/domain/encode.hpp"
#include "parley/domain/json.hpp"
#include "parley/protocol/types.hpp"

namespace parley::actors {

using namespace protocol;
using base::errc;
using base::fail;
using domain::json;

namespace {

constexpr char digits[] = "0123456789abcdef";

std::string to_hex(const std::vector<char>& bytes) {
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    text += digits[static_cast<unsigned char>(c) >> 4];
    text += digits[static_cast<unsigned char>(c) & 15];
  }
  return text;
}

std::vector<char> from_hex(const std::string& text) {
  const auto value = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
  std::vector<char> bytes;
  bytes.reserve(text.size() / 2);
  for (std::size_t i = 0; i + 1 < text.size(); i += 2)
    bytes.push_back(static_cast<char>(value(text[i]) * 16 + value(text[i + 1])));
  return bytes;
}

template <class Command>
std::string payload_of(caf::actor_system& system, const char* operation, json request,
                       const Command& command) {
  std::vector<char> bytes;
  caf::binary_serializer sink{system, bytes};
  auto& whole = const_cast<Command&>(command);  // CAF's inspectors take no constant
  const bool written = !sink(whole);
  return json{{"operation", operation},
              {"request", std::move(request)},
              {"exact", written ? json(to_hex(bytes)) : json(nullptr)},
              {"version", base::version()}}
      .dump(-1, ' ', false, json::error_handler_t::replace);
}

template <class Command>
base::result<any_command> read_exact(caf::actor_system& system, const std::string& exact) {
  const auto bytes = from_hex(exact);
  Command command;
  caf::binary_deserializer source{system, bytes};
  if (source(command)) return fail(errc::internal, "", "The dead letter is damaged.");
  return any_command{std::move(command)};
}

json optional_text(const std::optional<std::string>& text) { return text ? json(*text) : json(); }

json shown(const domain::close_change& x) { return {{"close", {{"reason", x.reason}}}}; }
json shown(const domain::reopen_change& x) { return {{"reopen", {{"reason", x.reason}}}}; }
json shown(const domain::set_metadata_change& x) { return {{"set_metadata", {{x.key, x.value}}}}; }
json shown(const domain::remove_metadata_change& x) { return {{"remove_metadata", x.key}}; }
json shown(const domain::join_change& x) { return {{"join", domain::encode(x.who)}}; }
json shown(const domain::leave_change& x) { return {{"leave", x.participant_id}}; }
template <class Other>
json shown(const Other&) {
  return {{"patch", true}};
}

json shown(const begin_turn& x) {
  return {{"begin",
           {{"message", domain::encode(x.question)},
            {"answer", x.answer ? domain::encode(*x.answer) : json()}}}};
}
json shown(const add_chunks& x) {
  return {{"chunks", {{"turn_id", x.turn_id}, {"first", x.first}, {"texts", x.texts}}}};
}
json shown(const end_turn& x) {
  return {{"end",
           {{"turn_id", x.turn_id},
            {"state", std::string(to_string(x.how.state))},
            {"content", optional_text(x.how.content)},
            {"reason", x.how.reason}}}};
}

}  // namespace

std::string poison_payload(caf::actor_system& system, const create_command& command) {
  const auto& r = command.request;
  json participants = json::array();
  for (const auto& p : r.participants) participants.push_back(domain::encode(p));
  return payload_of(system, "create",
                    {{"session_id", optional_text(r.session_id)},
                     {"conversation_id", optional_text(r.conversation_id)},
                     {"user_id", optional_text(r.user_id)},
                     {"participants", participants},
                     {"parent_session_id", optional_text(r.parent_session_id)},
                     {"system_prompt", optional_text(r.system_prompt)},
                     {"metadata", r.metadata}},
                    command);
}

std::string poison_payload(caf::actor_system& system, const append_command& command) {
  json messages = json::array();
  for (const auto& m : command.messages) messages.push_back(domain::encode(m));
  return payload_of(system, "append", {{"messages", messages}}, command);
}

std::string poison_payload(caf::actor_system& system, const change_command& command) {
  return payload_of(system, "change",
                    std::visit([](const auto& x) { return shown(x); }, command.change), command);
}

std::string poison_payload(caf::actor_system& system, const turn_command& command) {
  return payload_of(system, "turn",
                    std::visit([](const auto& x) { return shown(x); }, command.what), command);
}

base::result<any_command> read_poison(caf::actor_system& system, const std::string& payload) {
  const auto json = domain::parse_json(payload);
  if (!json || !json->is_object() || !json->contains("exact") || !(*json)["exact"].is_string())
    return fail(errc::internal, "", "The dead letter is damaged.");
  const auto version = json->value("version", "");
  if (version != base::version())
    return fail(errc::conflict, "",
                "The dead letter was written by parley " + version + ", this is " +
                    std::string(base::version()) + "; send its request again yourself.");
  const auto operation = json->value("operation", "");
  const auto exact = (*json)["exact"].get<std::string>();
  if (operation == "create") return read_exact<create_command>(system, exact);
  if (operation == "append") return read_exact<append_command>(system, exact);
  if (operation == "change") return read_exact<change_command>(system, exact);
  return read_exact<turn_command>(system, exact);
}

}  // namespace parley::actors
