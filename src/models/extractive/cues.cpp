#include <algorithm>
#include <iterator>

#include "models/extractive/letters.hpp"
#include "models/extractive/sentences.hpp"

namespace parley::models::extractive {

namespace {

// In lower case; a stem stands for all that begins with it or contains it. What other languages
// decide is found by its place: an answer to a question.
constexpr std::string_view cues[] = {
    // English
    "agree", "approv", "book", "cancel", "cannot", "changed", "chose", "complet", "confirm",
    "decid", "denied", "fail", "fixed", "go with", "must", "not allowed", "not possible", "prefer",
    "process", "refund", "reject", "resolv", "success", "unable", "updated", "will use",
    // German, French, Spanish, Portuguese
    "beschlossen", "bestätig", "einverstanden", "entschied", "erledigt", "abgelehnt", "accept",
    "annul", "confirmé", "décid", "refus", "acord", "acuerd", "confirmad", "decidi", "rechaz",
    // Russian
    "договорились", "отмен", "подтвер", "реши", "соглас",
    // Chinese, Japanese, Korean
    "决定", "同意", "确认", "取消", "決定", "確認", "了承", "合意", "확인", "결정", "동의", "취소",
    // Arabic, Hindi
    "قرر", "وافق", "تأكيد", "पुष्टि", "निर्णय"};

}  // namespace

bool has_cue(std::string_view sentence) {
  std::string folded;
  for (std::size_t at = 0; at < sentence.size();) {
    const auto c = character_at(sentence, at);
    append_folded(folded, c.value);
    at += c.bytes;
  }
  return std::any_of(std::begin(cues), std::end(cues),
                     [&](std::string_view cue) { return folded.find(cue) != std::string::npos; });
}

}  // namespace parley::models::extractive
