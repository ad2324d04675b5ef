#include "context/view_group.hpp"

#include "context/headings.hpp"
#include "parley/base/utf8.hpp"
#include "parley/context/message_tokens.hpp"

namespace parley::context {

namespace {

/// A call and what came of it.
struct exchange {
  chat_call call;
  std::optional<std::string> result;
};

/// Calls with their results; those that stay unanswered are noted in the group, and are there only
/// if the rule keeps them.
std::vector<exchange> exchanges(view_group& group, std::vector<chat_call> calls,
                                const answers& answered, result_texts& texts, pending_rule rule) {
  std::vector<exchange> all;
  for (std::size_t n = 0; n < calls.size(); ++n) {
    std::optional<std::string> result;
    if (const auto seq = answered.of_call[n]) {
      group.results.push_back(*seq);
      result = std::move(texts.extract(*seq).mapped());
    } else {
      group.pending.push_back(calls[n].id);
      if (rule == pending_rule::omit) continue;
    }
    all.push_back({std::move(calls[n]), std::move(result)});
  }
  return all;
}

/// As the chat form has it: the message with its calls, and a tool entry for each.
void add_calls(view_group& group, std::vector<exchange> all) {
  for (auto& one : all) {
    chat_message result{"tool", std::move(one.result), {}, {}, one.call.id};
    if (!result.content) result.content = no_result_text;
    group.messages.front().calls.push_back(std::move(one.call));
    group.messages.push_back(std::move(result));
  }
}

/// As text, for calls of somebody who is not the assistant of the view.
void tell_calls(chat_message& m, const std::vector<exchange>& all) {
  auto text = m.content.value_or("");
  for (const auto& one : all) {
    if (!text.empty()) text += '\n';
    text += "[called " + one.call.name + " with " + one.call.arguments + "]\n[" + one.call.name +
            (one.result ? " answered: " + *one.result : std::string{" has not answered yet"}) + ']';
  }
  m.content = std::move(text);
}

}  // namespace

view_group make_group(const domain::message& m, std::vector<chat_call> calls,
                      const answers& answered, result_texts& texts, const speakers& who,
                      pending_rule rule, const counter& c) {
  view_group group;
  group.at = m.seq;
  const bool called = !calls.empty();
  auto all = exchanges(group, std::move(calls), answered, texts, rule);
  if (called && all.empty() && base::is_blank(m.content.value_or(""))) return group;

  group.messages.push_back(
      {std::string{who.role_of(m)}, m.content, who.name_of(m), {}, std::nullopt});
  if (who.role_of(m) == "assistant")
    add_calls(group, std::move(all));
  else
    tell_calls(group.messages.front(), all);
  auto& first = group.messages.front();
  if (!first.content && first.calls.empty()) first.content = "";
  for (const auto& each : group.messages) group.tokens += message_tokens(c, each);
  return group;
}

}  // namespace parley::context
