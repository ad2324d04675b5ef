#include "frontends/http/api/openapi_parameters.hpp"

#include <algorithm>

#include "frontends/http/api/openapi.hpp"
#include "parley/domain/names.hpp"

namespace parley::frontends::http::api {

using domain::json;

namespace {

constexpr std::string_view text = R"({"type": "string"})";
constexpr std::string_view id = R"({"type": "string", "pattern": "^[A-Za-z0-9._:~-]{1,128}$"})";
constexpr std::string_view time = R"({"type": "string", "format": "date-time"})";
constexpr std::string_view seq = R"({"type": "integer", "minimum": 0})";

constexpr documented_parameter parameters[] = {
    {"{tenant}", id, "The tenant."},
    {"{session}", id, "The session's id."},
    {"{participant}", text, "The participant's id."},
    {"{key_id}", R"({"type": "string", "pattern": "^[0-9a-z]{20}$"})", "The key's id."},
    {"{key}", text, "A top-level key of the metadata."},
    {"{message}", text, "A seq (digits only) or a message_id."},
    {"{turn}", text, "The turn's id."},
    {"{letter}", R"({"type": "integer", "minimum": 1})", "The letter's id."},
    {"{user}", text, "The user's id."},
    {"{summary}", id, "The summary's id."},
    {"max_tokens", R"({"type": "integer", "minimum": 1, "default": 8000})",
     "What the model takes, the answer included."},
    {"reserve", R"({"type": "integer", "minimum": 0, "default": 0})", "Of that, kept for the answer."},
    {"model", text, "Whose tokens are counted."},
    {"as_participant", text, "This participant's own messages are the assistant's."},
    {"retrieved", text, "Knowledge for this call."},
    {"system_prompt", text, "Instead of the session's."},
    {"current_prompt_seq", R"({"type": "integer", "minimum": 1})",
     "The message that is to be answered; the newest of a user by default."},
    {"pending", R"({"type": "string", "enum": ["answer", "omit"], "default": "answer"})",
     "What becomes of calls without a result."},
    {"tools", text, "Tools in chat-completions form, a JSON list: their tokens count."},
    {"q", text,
     "Words, all of which a message must have; what is in double quotes must follow one another."},
    {"session", id, "Only messages that this session shows."},
    {"agent", text, "The role of an agent; the whole tenant by default."},
    {"from", text,
     "Of statistics the first day (UTC, a date); of a stream the cursor behind which it begins: 0 is "
     "the beginning, and without it only what comes from now on is told."},
    {"to", R"({"type": "string", "format": "date"})", "The last day, UTC."},
    {"depth", R"({"type": "integer", "minimum": 0})", "Levels below the session; all by default."},
    {"status", R"({"type": "string", "enum": ["active", "closed", "archived"]})",
     "Only sessions of this status."},
    {"type", text, "Only this session type, or participant type."},
    {"user", text, "Only sessions of this owner."},
    {"conversation", id, "Only sessions of this conversation."},
    {"role", text, "Only where somebody has this participant role."},
    {"root", id, "Only sessions below this root."},
    {"parent", id, "Only children of this session."},
    {"created_from", time, "Created then or later."},
    {"created_to", time, "Created before."},
    {"active_from", time, "Last active then or later."},
    {"active_to", time, "Last active before."},
    {"metadata.*", text,
     "metadata.KEY=VALUE: the top-level key has this value. A value that is JSON is meant as such, "
     "everything else is a text."},
    {"order", R"({"type": "string", "enum": ["created_at", "created_at_asc", "last_activity",
        "last_activity_asc"]})",
     "By time of creation (the default) or of the last activity; the newest first, with _asc the oldest."},
    {"cursor", text, "The `next` of the page before."},
    {"limit", R"({"type": "integer", "minimum": 1, "maximum": 1000, "default": 50})",
     "The most items of the page."},
    {"after_seq", seq, "The page after this seq, going forward."},
    {"before_seq", seq, "The page before this seq, going back."},
    {"erased", R"({"type": "string", "enum": ["omit"]})", "Leaves erased messages out."},
    {"with", id, "The session to compare with."},
    {"format", R"({"type": "string", "enum": ["parley", "chat"], "default": "parley"})",
     "Complete records, or one chat transcript a line."},
};

}  // namespace

json find_parameter(std::string_view name, std::span<const documented_parameter> among) {
  const auto found = std::find_if(among.begin(), among.end(),
                                  [&](const documented_parameter& p) { return p.name == name; });
  if (found == among.end()) return nullptr;
  const bool in_path = name.front() == '{';
  json result{{"name", std::string(in_path ? name.substr(1, name.size() - 2) : name)},
              {"in", in_path ? "path" : "query"},
              {"description", std::string(found->what)},
              {"schema", json::parse(found->schema)}};
  if (in_path) result["required"] = true;
  return result;
}

json openapi_parameter(std::string_view name) { return find_parameter(name, parameters); }

}  // namespace parley::frontends::http::api
