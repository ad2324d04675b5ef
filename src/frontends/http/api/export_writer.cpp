#include "frontends/http/api/export_writer.hpp"

#include "frontends/gateway/bodies.hpp"
#include "parley/domain/encode.hpp"
#include "parley/domain/records.hpp"

namespace parley::frontends::http::api {

using domain::json;

namespace {

void add_line(std::string& out, const json& line) {
  out += gateway::to_body(line);
  out += '\n';
}

}  // namespace

void export_writer::header(std::string& out, const std::string& tenant, base::timestamp now) {
  if (form_ == export_form::chat) return;
  add_line(out, {{"kind", "header"},
                 {"format_version", domain::record_format_version},
                 {"tenant", tenant},
                 {"created_at", base::format_time(now)}});
}

void export_writer::open(std::string& out, const domain::session_view& session) {
  ++sessions_;
  session_id_ = session.record.session_id;
  first_ = true;
  last_summary_.reset();
  if (form_ == export_form::chat) {
    out += R"({"conversation_id":)" + gateway::to_body(session.record.conversation_id) + R"(,"messages":[)";
    return;
  }
  auto line = domain::write_session(session);
  line["kind"] = "session";
  add_line(out, line);
}

void export_writer::messages(std::string& out, std::span<const domain::message> page) {
  for (const auto& m : page) {
    ++messages_;
    if (form_ == export_form::chat) {
      if (!std::exchange(first_, false)) out += ',';
      out += gateway::to_body(domain::encode_chat(m));
      continue;
    }
    auto line = domain::write_message(m);
    line["kind"] = "message";
    line["session_id"] = session_id_;
    add_line(out, line);
  }
}

void export_writer::summaries(std::string& out, std::span<const domain::summary> page) {
  for (const auto& s : page) {
    // Two histories that share messages may both have summarized them: one line of them is enough.
    if (s.stale || link_of(last_summary_, s) == domain::summary_link::none) continue;
    last_summary_ = s;
    auto line = domain::encode(s);
    line["kind"] = "summary";
    line["session_id"] = session_id_;
    add_line(out, line);
  }
}

void export_writer::close(std::string& out) {
  if (form_ == export_form::chat) out += "]}\n";
}

void export_writer::give_away(std::string_view part) {
  if (form_ == export_form::parley) digest_.update(part);
}

void export_writer::end(std::string& out) {
  if (form_ == export_form::chat) return;
  give_away(out);
  std::string line;
  add_line(line, {{"kind", "end"},
                  {"sessions", sessions_},
                  {"messages", messages_},
                  {"sha256", digest_.hex()}});
  out += line;
}

}  // namespace parley::frontends::http::api
