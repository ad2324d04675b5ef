#include "domain/parts.hpp"
#include "parley/domain/creation.hpp"
#include "parley/domain/encode.hpp"
#include "parley/domain/transcript.hpp"

namespace parley::domain {

namespace {

/// Content may be a list of parts; the text parts are what was said.
json as_text(const json& parts) {
  std::string text;
  for (const auto& part : parts) {
    if (!part.is_object()) return parts;
    const auto said = part.find("text");
    if (said != part.end() && said->is_string()) text.append(said->get_ref<const std::string&>());
  }
  return text;
}

/// The forms of other chat interfaces that have a plain equal here. What was written is kept as
/// the message's `item`.
json to_plain(const json& written) {
  json out = written;
  if (!out.is_object()) return out;
  if (const auto role = out.find("role"); role != out.end()) {
    if (*role == "developer") *role = "system";
    if (*role == "function") *role = "tool";
  }
  if (const auto content = out.find("content"); content != out.end() && content->is_array())
    *content = as_text(*content);
  return out;
}

/// A time that cannot be read stays in the item.
base::timestamp read_time(const json& value) {
  const auto written = value.is_object() ? value.find("timestamp") : value.end();
  if (written == value.end() || !written->is_string()) return {};
  return base::parse_time(written->get_ref<const std::string&>()).value_or(base::timestamp{});
}

base::result<message> read_chat_message(const json& written, const std::string& path,
                                        const std::string& default_id, const base::limits& limits) {
  const auto plain = to_plain(written);
  object_reader in{plain, path + '.', limits, unknown_fields::keep};
  message out;
  out.message_id = in.optional_text("message_id", message_id_rule).value_or(default_id);
  read_body(in, out);
  out.timestamp = read_time(plain);
  if (in.ok()) in.take(check_message_size(written, path, limits));
  if (auto done = in.end(); !done) return base::fail(std::move(done.error()));
  if (canonical(encode_chat(out)) != canonical(written)) out.item = to_text(written);
  out.body_digest = body_digest(out);
  return out;
}

}  // namespace

base::result<chat_conversation> read_chat_line(const json& value, const base::limits& limits) {
  object_reader in{value, "", limits, unknown_fields::keep};
  chat_conversation out;
  const auto id = in.text("conversation_id", id_rule);
  const auto* list = in.list("messages");
  if (!list) in.refuse(broken("messages", "a list of chat messages"));
  for (std::size_t i = 0; in.ok() && i < list->size(); ++i) {
    const auto path = "messages[" + std::to_string(i) + ']';
    const auto default_id = id + ':' + std::to_string(i + 1);
    out.messages.push_back(in.take(read_chat_message((*list)[i], path, default_id, limits)));
  }
  json unknown = json::object();
  if (auto done = in.end(&unknown); !done) return base::fail(std::move(done.error()));
  out.session.session_id = id;
  out.session.participants = implied_participants();
  if (!unknown.empty()) out.session.metadata["import"] = std::move(unknown);
  if (auto fits = check_metadata(out.session.metadata, "metadata", limits); !fits)
    return base::fail(std::move(fits.error()));
  return out;
}

}  // namespace parley::domain
