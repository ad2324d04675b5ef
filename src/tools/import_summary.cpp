#include "import_summary.hpp"

#include "terminal.hpp"

namespace parley::tools {

namespace {

std::int64_t at(const domain::json& answer, const char* group, const char* name) {
  return answer.at(group).at(name).get<std::int64_t>();
}

}  // namespace

base::result<void> import_summary::add(const domain::json& answer) {
  try {
    sessions.created += at(answer, "sessions", "created");
    sessions.existing += at(answer, "sessions", "existing");
    sessions.refused += at(answer, "sessions", "refused");
    messages.appended += at(answer, "messages", "appended");
    messages.known += at(answer, "messages", "known");
    messages.refused += at(answer, "messages", "refused");
    errors += static_cast<std::int64_t>(answer.at("errors").size());
    return {};
  } catch (const domain::json::exception&) {
    return base::fail(base::errc::internal, "", "the answer is no import report");
  }
}

std::string import_summary::text() const {
  std::string text = counted(sessions.created, "session") + " created, " +
                     std::to_string(sessions.existing) + " there before; " +
                     counted(messages.appended, "message") + " appended, " +
                     std::to_string(messages.known) + " there before\n";
  if (some_failed()) {
    text += "refused: " + counted(sessions.refused, "session") + ", " +
            counted(messages.refused, "message") + "\n";
  } else if (sessions.created == 0 && messages.appended == 0) {
    text += "nothing changed: everything was there already\n";
  }
  return text;
}

domain::json import_summary::json() const {
  return {
      {"sessions",
       {{"created", sessions.created},
        {"existing", sessions.existing},
        {"refused", sessions.refused}}},
      {"messages",
       {{"appended", messages.appended}, {"known", messages.known}, {"refused", messages.refused}}},
      {"errors", errors}};
}

}  // namespace parley::tools
