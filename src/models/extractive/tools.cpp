#include <algorithm>
#include <string>
#include <utility>

#include "models/extractive/letters.hpp"
#include "models/extractive/readers.hpp"
#include "models/extractive/records.hpp"
#include "models/extractive/sentences.hpp"
#include "parley/base/utf8.hpp"
#include "parley/domain/json.hpp"

namespace parley::models::extractive {

namespace {

constexpr std::size_t argument_chars_max = 40;
constexpr std::size_t label_chars_max = 110;
constexpr std::size_t value_chars_max = 120;
constexpr std::size_t fields_chars_max =
    110;  ///< of one piece; small ones fit where large ones don't
constexpr std::size_t line_chars_max = 360;
constexpr double outcome_bonus = 2;

std::string shortened(const std::string& text, std::size_t chars) {
  const auto head = base::prefix_code_points(text, chars);
  return head.size() == text.size() ? text : std::string{head} + std::string{cut_mark};
}

/// `name(value, value)`: the short arguments say what it was about.
std::string label_of(const tool_call& call, const external_names& external) {
  auto label = squeezed(call.name) + '(';
  const auto records =
      read_records(call.arguments, [&](const std::string& name) { return external.has(name); });
  bool first = true;
  if (records && !records->empty()) {
    for (const auto& [name, value] : records->front().fields) {
      const auto chars = base::code_points(value);
      if (chars > argument_chars_max || base::code_points(label) + chars > label_chars_max)
        continue;
      label += (first ? "" : ", ") + value;
      first = false;
    }
  }
  return label + ')';
}

/// Adds pieces under one label, in as many groups as lines of a bounded length need.
class lines {
 public:
  lines(piece_list& into, std::string label, concept_id outcome)
      : into_(into), label_(std::move(label)), outcome_(outcome), chars_(line_chars_max) {}

  void add(section where, std::string text, double bonus) {
    if (text.empty()) return;
    const auto chars = base::code_points(text) + between_pieces.size();
    if (chars_ + chars > line_chars_max) {
      group_ = into_.groups++;
      chars_ = base::code_points(label_);
    }
    chars_ += chars;
    piece p;
    p.where = where;
    p.group = group_;
    p.label = label_;
    p.concepts = into_.concepts.read(label_ + '\n' + text, voice::tool);
    p.concepts.insert(std::upper_bound(p.concepts.begin(), p.concepts.end(), outcome_), outcome_);
    p.text = std::move(text);
    p.bonus = bonus;
    into_.pieces.push_back(std::move(p));
  }

 private:
  piece_list& into_;
  std::string label_;
  concept_id outcome_;
  std::uint32_t group_ = 0;
  std::size_t chars_;
};

std::string names_of(const record& r) {
  std::string names;
  for (const auto& [name, value] : r.fields) names += (names.empty() ? "" : ", ") + name;
  return names;
}

/// `name value, name value` in pieces.
void add_fields(lines& to, const record& r) {
  const auto begin = r.name.empty() ? std::string{} : r.name + ' ';
  std::string text;
  for (const auto& [name, value] : r.fields) {
    auto field = (name.empty() ? name : name + ' ') + shortened(value, value_chars_max);
    if (!text.empty() && base::code_points(text) + base::code_points(field) > fields_chars_max) {
      to.add(section::facts, std::exchange(text, {}), 0);
    }
    text += text.empty() ? begin + field : ", " + field;
  }
  if (!text.empty()) to.add(section::facts, std::move(text), 0);
}

/// Records of the same members: their names once, then the values of each.
void add_table(lines& to, const std::vector<record>& records, std::size_t from, std::size_t count) {
  const auto begin = records[from].name + " (" + names_of(records[from]) + ") ";
  std::string text;
  for (auto i = from; i < from + count; ++i) {
    std::string row;
    for (const auto& [name, value] : records[i].fields)
      row += (row.empty() ? "" : ", ") + shortened(value, value_chars_max);
    if (!text.empty() && base::code_points(text) + base::code_points(row) > 2 * fields_chars_max)
      to.add(section::facts, std::exchange(text, {}), 0);
    text += (text.empty() ? begin : " / ") + row;
  }
  to.add(section::facts, std::move(text), 0);
}

void add_records(lines& to, const std::vector<record>& records) {
  for (std::size_t i = 0; i < records.size();) {
    auto end = i + 1;
    const auto names = names_of(records[i]);
    while (end < records.size() && records[end].name == records[i].name &&
           records[end].fields.size() > 1 && names_of(records[end]) == names)
      ++end;
    if (end - i > 1) {
      add_table(to, records, i, end - i);
    } else {
      add_fields(to, records[i]);
    }
    i = end;
  }
}

}  // namespace

std::vector<tool_call> calls_of(const domain::message& m) {
  std::vector<tool_call> calls;
  if (m.tool_calls.empty()) return calls;
  const auto list = m.tool_calls.value();
  if (!list.is_array()) return calls;
  const auto text = [](const domain::json& in, const char* key) {
    const auto found = in.is_object() ? in.find(key) : in.end();
    return found != in.end() && found->is_string() ? found->get<std::string>() : std::string{};
  };
  for (const auto& one : list) {
    const auto function = one.is_object() ? one.find("function") : one.end();
    if (function == one.end()) continue;
    calls.push_back({text(one, "id"), text(*function, "name"), text(*function, "arguments")});
  }
  return calls;
}

void read_call(piece_list& into, const tool_call& call, const external_names& external) {
  const auto label = label_of(call, external);
  if (!call.result) {
    // Nothing but the call can be said of it, as its own text.
    const auto asked = into.concepts.note(concept_kind::outcome, label, voice::tool);
    piece p;
    p.where = section::open;
    p.group = into.groups++;
    p.text = label;
    p.concepts = {asked};
    p.bonus = outcome_bonus;
    into.pieces.push_back(std::move(p));
    return;
  }
  const auto records =
      read_records(*call.result, [&](const std::string& name) { return external.has(name); });
  const bool empty = records && std::all_of(records->begin(), records->end(),
                                            [](const record& r) { return r.fields.empty(); });
  const auto come = records && !empty ? label : label + *call.result;
  lines to{into, label, into.concepts.note(concept_kind::outcome, come, voice::tool)};
  if (records && !empty) return add_records(to, *records);
  if (empty) return to.add(section::decisions, squeezed(*call.result), 0);
  if (base::is_blank(*call.result)) return;
  std::size_t index = 0;
  const auto text = external.without_labelled(*call.result);
  for (const auto sentence : split_sentences(text)) {
    if (external.is_label_of(sentence)) continue;
    to.add(section::decisions, squeezed(sentence), index++ == 0 ? outcome_bonus : 0);
  }
}

}  // namespace parley::models::extractive
