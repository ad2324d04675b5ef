#include "frontends/http/api/import_line.hpp"

#include <unordered_set>

#include "parley/domain/records.hpp"
#include "parley/domain/upgrade.hpp"

namespace parley::frontends::http::api {

using base::errc;
using base::status;
using domain::json;
using domain::line_kind;

namespace {

/// An id twice in one history would be one message, and what follows would move up.
std::optional<status> repeated_id(const std::vector<domain::message>& messages) {
  std::unordered_set<std::string_view> seen;
  for (std::size_t i = 0; i < messages.size(); ++i)
    if (!seen.insert(messages[i].message_id).second)
      return status{errc::invalid_argument, "messages[" + std::to_string(i) + "].message_id",
                    "Message ids must be unique within a conversation."};
  return std::nullopt;
}

/// The last seq of a session is what its messages make it.
protocol::create_command restore(domain::session record, const std::string& tenant) {
  record.tenant_id = tenant;
  protocol::create_command command;
  command.restored = std::move(record);
  return command;
}

void read_chat(import_line& line, const json& value, const base::limits& limits) {
  auto chat = domain::read_chat_line(value, limits);
  if (!chat) {
    line.broken = chat.error();
    return;
  }
  line.broken = repeated_id(chat->messages);
  line.session_id = *chat->session.session_id;
  line.create.emplace().request = std::move(chat->session);
  line.messages = std::move(chat->messages);
}

void read_file(import_line& line, const json& value, const std::string& tenant,
               const base::limits& limits) {
  auto file = domain::upgrade_session_file(value, limits);
  if (!file) {
    line.broken = file.error();
    return;
  }
  auto fits = domain::check_limits(file->session.record, limits);
  for (std::size_t i = 0; fits && i < file->messages.size(); ++i)
    fits = domain::check_limits(file->messages[i], limits);
  if (!fits) {
    line.broken = fits.error();
    return;
  }
  line.session_id = file->session.record.session_id;
  line.create = restore(std::move(file->session.record), tenant);
  line.messages = std::move(file->messages);
  line.restoring = true;
}

void read_session(import_line& line, json value, const std::string& tenant,
                  const base::limits& limits) {
  value["tenant_id"] = tenant;
  auto view = domain::read_session(value, limits);
  if (!view) {
    line.broken = view.error();
    return;
  }
  if (auto fits = domain::check_limits(view->record, limits); !fits) {
    line.broken = fits.error();
    return;
  }
  line.session_id = view->record.session_id;
  line.create = restore(std::move(view->record), tenant);
  line.restoring = true;
}

/// The session that a line names, which is then no part of its record.
void take_session_id(import_line& line, json& value) {
  const auto id = value.find("session_id");
  if (id == value.end()) return;
  if (!id->is_string() || id->get_ref<const std::string&>().empty()) {
    line.broken = status{errc::invalid_argument, "session_id",
                         "The session_id must be the id of a session."};
    return;
  }
  line.session_id = id->get<std::string>();
  value.erase(id);
}

void read_summary(import_line& line, json value, const base::limits& limits) {
  take_session_id(line, value);
  if (line.broken) return;
  value.erase("kind");
  auto summary = domain::read_summary(value, limits);
  if (!summary)
    line.broken = summary.error();
  else if (static_cast<std::int64_t>(summary->text.size()) > limits.message_bytes)
    line.broken = status{errc::too_large, "text",
                         "text may have up to " + std::to_string(limits.message_bytes) + " bytes."};
  else if (summary->stale || summary->text.empty())
    line.broken = status{errc::invalid_argument, "text", "A summary must have a text."};
  else
    line.summary = std::move(*summary);
}

void read_message(import_line& line, json value, const base::limits& limits) {
  take_session_id(line, value);
  if (line.broken) return;
  auto message = domain::read_message(value, limits);
  if (!message) {
    line.broken = message.error();
    return;
  }
  if (auto fits = domain::check_limits(*message, limits); !fits) {
    line.broken = fits.error();
    return;
  }
  line.messages.push_back(std::move(*message));
  line.restoring = true;
}

void read_header(import_line& line, const json& value) {
  const auto version = value.find("format_version");
  if (version != value.end() && version->is_number_integer() &&
      version->get<std::int64_t>() <= domain::record_format_version)
    return;
  line.broken = status{errc::invalid_argument, "format_version",
                       "The format_version must be a whole number up to " +
                           std::to_string(domain::record_format_version) + "."};
}

void read_end(import_line& line, const json& value) {
  const auto digest = value.find("sha256");
  if (digest != value.end() && digest->is_string()) line.sha256 = digest->get<std::string>();
}

}  // namespace

import_line read_import_line(std::string_view text, const std::string& tenant,
                             const base::limits& limits) {
  import_line line;
  auto value = domain::parse_json(text, limits.json_depth);
  if (!value) {
    line.broken = value.error();
    return line;
  }
  line.kind = domain::kind_of_line(*value);
  switch (line.kind) {
    case line_kind::chat:
      read_chat(line, *value, limits);
      break;
    case line_kind::session_file:
      read_file(line, *value, tenant, limits);
      break;
    case line_kind::session:
      read_session(line, std::move(*value), tenant, limits);
      break;
    case line_kind::message:
      read_message(line, std::move(*value), limits);
      break;
    case line_kind::header:
      read_header(line, *value);
      break;
    case line_kind::end:
      read_end(line, *value);
      break;
    case line_kind::summary:
      read_summary(line, std::move(*value), limits);
      break;
    case line_kind::unknown:
      line.broken =
          status{errc::invalid_argument, "kind",
                 "A line must be a chat transcript (conversation_id, messages), a line of a parley "
                 "export (kind: header, session, message, summary, end) or an old session file."};
      break;
  }
  return line;
}

}  // namespace parley::frontends::http::api
