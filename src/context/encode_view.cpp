#include "parley/context/json_form.hpp"

namespace parley::context {

using domain::json;

json encode(const chat_message& m) {
  json out = {{"role", m.role}, {"content", m.content ? json(*m.content) : json(nullptr)}};
  if (m.name) out["name"] = *m.name;
  if (m.call_id) out["tool_call_id"] = *m.call_id;
  for (const auto& call : m.calls)
    out["tool_calls"].push_back({{"id", call.id},
                                 {"type", "function"},
                                 {"function", {{"name", call.name}, {"arguments", call.arguments}}}});
  return out;
}

json encode(const context_report& r) {
  auto left_out = json::array();
  for (const auto& range : r.left_out)
    left_out.push_back({{"from_seq", range.from_seq},
                        {"to_seq", range.to_seq},
                        {"reason", to_string(range.reason)}});
  const auto seq = [](std::int64_t s) { return s > 0 ? json(s) : json(nullptr); };
  const auto& t = r.tokens;
  return {{"counter", r.counter},
          {"exact", r.exact},
          {"budget", r.budget},
          {"tokens",
           {{"system", t.system},
            {"retrieved", t.retrieved},
            {"summary", t.summary},
            {"messages", t.messages},
            {"tools", t.tools},
            {"reserve", t.reserve},
            {"total", t.total}}},
          {"included",
           {{"from_seq", seq(r.included.from_seq)},
            {"to_seq", seq(r.included.to_seq)},
            {"messages", r.included.messages}}},
          {"left_out", std::move(left_out)},
          {"summary_id", r.summary_id ? json(*r.summary_id) : json(nullptr)},
          {"pending", r.pending},
          {"summary_due", r.summary_due},
          {"retrieved_cut", r.retrieved_cut},
          {"prior_messages", r.prior_messages}};
}

json encode(const context_view& v) {
  auto messages = json::array();
  for (const auto& m : v.messages) messages.push_back(encode(m));
  return {{"messages", std::move(messages)}, {"report", encode(v.report)}};
}

}  // namespace parley::context
