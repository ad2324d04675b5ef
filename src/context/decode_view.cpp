#include "domain/object_reader.hpp"
#include "parley/context/json_form.hpp"

namespace parley::context {

using domain::any_rule;
using domain::json;
using domain::object_reader;

namespace {

std::optional<pending_rule> parse_pending(std::string_view name) {
  if (name == "answer") return pending_rule::answer;
  if (name == "omit") return pending_rule::omit;
  return std::nullopt;
}

base::status must_be(const char* field, const char* allowed) {
  return domain::broken(field, allowed);
}

std::vector<std::string> read_retrieved(object_reader& in) {
  const auto* given = in.find("retrieved");
  if (!given || given->is_null()) return {};
  if (given->is_string()) return {given->get<std::string>()};
  std::vector<std::string> texts;
  if (!given->is_array()) in.refuse(must_be("retrieved", "a text or a list of texts"));
  if (!in.ok()) return {};
  for (const auto& one : *given) {
    if (!one.is_string()) in.refuse(must_be("retrieved", "a text or a list of texts"));
    if (!in.ok()) return {};
    texts.push_back(one.get<std::string>());
  }
  return texts;
}

}  // namespace

base::result<decoded_view> decode_view(const json& value, const base::limits& limits) {
  object_reader in{value, "", limits, domain::unknown_fields::refuse};
  decoded_view out;
  auto& view = out.view;
  view.max_tokens = in.integer("max_tokens", 1).value_or(default_max_tokens);
  view.reserve = in.integer("reserve", 0).value_or(0);
  out.model = in.optional_text("model", any_rule).value_or("");
  view.as_participant = in.optional_text("as_participant", domain::name_rule);
  view.retrieved = read_retrieved(in);
  view.system_prompt = in.optional_text("system_prompt", any_rule);
  view.current_prompt_seq = in.integer("current_prompt_seq", 1);
  view.pending = in.optional_name("pending", parse_pending, "answer, omit")
                     .value_or(pending_rule::answer);
  if (const auto* tools = in.list("tools")) view.tools = domain::to_text(*tools);
  if (auto done = in.end(); !done) return base::fail(std::move(done.error()));
  return out;
}

}  // namespace parley::context
