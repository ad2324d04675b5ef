#include "models/extractive/letters.hpp"
#include "models/extractive/readers.hpp"
#include "models/extractive/sentences.hpp"

namespace parley::models::extractive {

namespace {

// Against the weights of concepts.cpp: a name is 2, an id 3.
constexpr double first_bonus = 8;  ///< how the conversation began
constexpr double request_bonus = 3;
constexpr double reply_bonus = 4;
constexpr double decision_bonus = 4;
constexpr double open_bonus = 4;

/// What kind of report an agent says that its message is.
std::string message_type_of(const domain::message& m) {
  if (m.metadata.empty()) return {};
  const auto metadata = m.metadata.value();
  const auto found = metadata.find("message_type");
  return found != metadata.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

struct verdict {
  section where;
  double bonus;
};

verdict judge(const place& at, const std::string& type, std::string_view sentence,
              std::size_t index) {
  const bool question = is_question(sentence);
  // Of a long first message its beginning says most.
  if (at.first_of_user) return {section::goal, first_bonus / (1.0 + static_cast<double>(index))};
  if (type == "task_assignment") return {section::goal, first_bonus};
  if (type == "result_report" || type == "error_report" || type == "task_completion")
    return {section::decisions, decision_bonus};
  if (at.unanswered && question) return {section::open, open_bonus};
  if (at.of_user && question) return {section::goal, request_bonus};
  if (at.of_user && at.answers) return {section::decisions, index == 0 ? reply_bonus : 1};
  // A question that somebody has answered is of no more use than its words.
  if (question) return {section::facts, 0};
  if (has_cue(sentence)) return {section::decisions, decision_bonus};
  return {section::facts, 0};
}

}  // namespace

void read_talk(piece_list& into, const domain::message& m, const place& at,
               const external_names& external) {
  const auto type = message_type_of(m);
  std::size_t index = 0;
  const auto text = external.without_labelled(*m.content);
  for (const auto sentence : split_sentences(text)) {
    if (external.is_label_of(sentence)) continue;
    const auto found = judge(at, type, sentence, index++);
    piece p;
    p.where = found.where;
    p.bonus = found.bonus;
    p.group = into.groups++;
    p.label = m.role;
    p.text = squeezed(sentence);
    p.concepts = into.concepts.read(p.text, voice::talk);
    if (!p.text.empty()) into.pieces.push_back(std::move(p));
  }
}

}  // namespace parley::models::extractive
