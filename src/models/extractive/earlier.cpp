#include <algorithm>
#include <optional>

#include "models/extractive/letters.hpp"
#include "models/extractive/readers.hpp"
#include "models/extractive/sentences.hpp"
#include "parley/base/utf8.hpp"

namespace parley::models::extractive {

namespace {

constexpr double goal_bonus = 10;  ///< what it was about at first stays longest
constexpr double line_bonus = 1;

std::optional<section> heading_of(std::string_view line) {
  const auto found = std::find(headings.begin(), headings.end(), line);
  if (found == headings.end()) return std::nullopt;
  return static_cast<section>(found - headings.begin());
}

void add(piece_list& into, section where, std::string text) {
  if (text.empty()) return;
  piece p;
  p.where = where;
  p.earlier = true;
  p.group = into.groups++;
  p.concepts = into.concepts.read(text, voice::earlier);
  p.text = std::move(text);
  p.bonus = where == section::goal ? goal_bonus : line_bonus;
  into.pieces.push_back(std::move(p));
}

}  // namespace

void read_earlier(piece_list& into, const std::string& summary, const external_names& external) {
  auto where = section::facts;
  bool ours = false;
  bool elsewhere = false;
  std::string_view rest{summary};
  while (!rest.empty()) {
    const auto end = std::min(rest.find('\n'), rest.size());
    const auto line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (const auto heading = heading_of(line)) {
      where = *heading;
      ours = true;
      elsewhere = false;
    } else if (line == elsewhere_heading) {
      // The keys are those of each job.
      elsewhere = true;
    } else if (elsewhere || external.is_label_of(line)) {
      continue;
    } else if (ours && line.starts_with(bullet)) {
      add(into, where, squeezed(line.substr(bullet.size())));
    } else {
      for (const auto sentence : split_sentences(line)) {
        if (!external.is_label_of(sentence)) add(into, where, squeezed(sentence));
      }
    }
  }
}

}  // namespace parley::models::extractive
