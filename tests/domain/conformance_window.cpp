#include <algorithm>
#include <stdexcept>

#include "conformance_checks.hpp"
#include "parley/context/window.hpp"

namespace parley::conformance {

namespace {

using namespace context;
using domain::json;

std::optional<std::string> text_or_null(const json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end() || found->is_null()) return std::nullopt;
  return found->get<std::string>();
}

window window_for(const json& vector) {
  summary_rules rules;
  const auto config = vector.value("config", json::object());
  const auto set = [&](const char* key, std::int64_t& to) { to = config.value(key, to); };
  set("first_round", rules.rounds.first);
  set("meta_round", rules.rounds.meta);
  set("every", rules.rounds.every);
  set("keep_recent", rules.keep_recent);
  set("max_tokens", rules.max_tokens);
  return window{rules};
}

void load(window& w, const json& op) {
  std::vector<history_entry> entries;
  for (const auto& m : op.at("messages"))
    entries.push_back(
        {m.at("role").get<std::string>(), text_or_null(m, "content"), text_or_null(m, "message")});
  if (const auto loaded = w.load_history(entries); !loaded)
    throw std::runtime_error(base::to_string(loaded.error()));
}

void add_assistant(window& w, const json& op) {
  std::vector<chat_call> calls;
  for (const auto& call : op.value("tool_calls", json::array()))
    calls.push_back({call.at("id").get<std::string>(), call.at("name").get<std::string>(),
                     call.at("arguments").get<std::string>()});
  w.add_assistant(text_or_null(op, "content"), std::move(calls));
}

void add_user(window& w, const json& op) {
  w.add_user(op.at("content").get<std::string>(), op.value("current_prompt", false));
}

void add_results(window& w, const json& op) {
  for (const auto& r : op.at("results"))
    w.add_tool_result(r.at("tool_call_id").get<std::string>(),
                      text_or_null(r, "tool_name").value_or(""),
                      text_or_null(r, "content").value_or(""));
}

/// Does a summary with a summarizer that answers S1, S2, ...; what came out, or null.
json summarize(window& w, const json& op) {
  const auto job = w.plan(op.at("round").get<std::int64_t>());
  if (!job || op.value("fails", false)) return nullptr;
  const auto blank = op.value("answers_empty", false);
  const auto text = blank ? std::string{" "} : "S" + std::to_string(w.summaries() + 1);
  if (!w.apply(*job, text)) return nullptr;
  const auto entries = w.entries();
  const auto kept = std::count_if(entries.begin(), entries.end(), [](const window_entry& e) {
    return e.kind > entry_kind::summary;
  });
  if (static_cast<std::size_t>(kept) != job->kept) return "kept other messages than planned";
  return {{"covers", job->messages.size()},
          {"kept", kept},
          {"meta", job->meta},
          {"previous", job->previous ? json(*job->previous) : json()},
          {"text", text}};
}

/// Does what an op says. For one that asks something, what came out.
json done(window& w, const json& op) {
  const auto name = op.at("op").get<std::string>();
  if (name == "system")
    w.set_system(op.at("content").get<std::string>());
  else if (name == "load_history")
    load(w, op);
  else if (name == "user")
    add_user(w, op);
  else if (name == "assistant")
    add_assistant(w, op);
  else if (name == "tool_results")
    add_results(w, op);
  else if (name == "rag")
    w.set_retrieved(op.at("content").get<std::string>());
  else if (name == "estimate_tokens")
    return w.estimate();
  else if (name == "needs_summary")
    return w.needs_summary(op.at("round").get<std::int64_t>());
  else if (name == "summarize")
    return summarize(w, op);
  else
    throw std::runtime_error("nobody knows the op " + name);
  return nullptr;
}

json shown(const window_entry& e) {
  static constexpr const char* kinds[] = {"system", "rag",       "summary", "system",
                                          "user",   "assistant", "tool"};
  const auto* kind = kinds[static_cast<std::size_t>(e.kind)];
  json out = {{"kind", kind}, {"role", e.kind < entry_kind::user ? "system" : kind}};
  out["content"] = e.content ? json(*e.content) : json();
  for (const auto& call : e.calls)
    out["tool_calls"].push_back(
        {{"id", call.id}, {"name", call.name}, {"arguments", call.arguments}});
  if (e.call_id) out["tool_call_id"] = *e.call_id;
  if (e.kind == entry_kind::summary) out["meta"] = e.meta;
  if (e.cut) out["cut"] = true;
  return out;
}

/// Equal but for what an expectation leaves open: `cut` when nothing was.
bool same(json actual, const json& expected) {
  if (expected.contains("cut") && !actual.contains("cut")) actual["cut"] = false;
  return actual == expected;
}

}  // namespace

std::string check_window(const json& v) {
  auto w = window_for(v);
  int number = 0;
  for (const auto& op : v.at("ops")) {
    ++number;
    const auto came_out = done(w, op);
    if (op.contains("expect") && came_out != op.at("expect"))
      return "op " + std::to_string(number) + ", " + op.at("op").get<std::string>() + ", gave " +
             came_out.dump() + ", not " + op.at("expect").dump();
  }
  const auto& expected = v.at("expect");
  if (expected.at("summaries") != w.summaries())
    return std::to_string(w.summaries()) + " summaries were made";
  const auto entries = w.entries();
  if (entries.size() != expected.at("messages").size())
    return "the window has " + std::to_string(entries.size()) + " messages";
  for (std::size_t n = 0; n < entries.size(); ++n)
    if (!same(shown(entries[n]), expected.at("messages")[n]))
      return "message " + std::to_string(n) + " is " + shown(entries[n]).dump();
  return "";
}

}  // namespace parley::conformance
