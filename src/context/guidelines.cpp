#include <algorithm>

#include "parley/context/system_prompt.hpp"

namespace parley::context {

std::string_view language_rule() {
  return "Answer in the language in which the user writes, also when instructions, documents or "
         "tool results are in another one. When the user changes the language, change with them. "
         "Code, names and quotations stay as they are.";
}

std::vector<prompt_section> default_guidelines() {
  return {
      {"continuing", "Continuing work",
       "The conversation may have begun long before the first message that you see. Trust the "
       "summary of it, and go on where the work stopped: do not repeat what is done, and do not "
       "ask again what was answered. When something that you need is neither in the summary nor "
       "in the messages, say what is missing."},
      {"editing", "Editing",
       "Read what is there before you change it. Change only what the task needs, and keep the "
       "style, the names and the order of what you find. Say what you changed and why; when a "
       "change cannot be undone, ask first."},
      {"large_output", "Large output",
       "When an outcome is too long for one answer, divide it into parts that make sense on "
       "their own, say how many there will be, and finish each before you begin the next. Never "
       "put a placeholder where content belongs. Of long tool results give what matters, with "
       "the place where the rest can be found."},
      {"code", "Code",
       "Write code that runs as it stands, in the conventions of the project around it, with "
       "its errors handled. Put it in fenced blocks that name the language. Say what you have "
       "tested and what you have not; do not claim a result that you have not seen."},
  };
}

void replace_section(std::vector<prompt_section>& sections, prompt_section section) {
  const auto found =
      std::find_if(sections.begin(), sections.end(),
                   [&](const prompt_section& each) { return each.name == section.name; });
  if (section.text.empty()) {
    if (found != sections.end()) sections.erase(found);
  } else if (found == sections.end()) {
    sections.push_back(std::move(section));
  } else {
    *found = std::move(section);
  }
}

}  // namespace parley::context
