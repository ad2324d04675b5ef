#include "parley/domain/summary.hpp"

#include "domain/object_reader.hpp"

namespace parley::domain {

namespace {

bool read_flag(object_reader& in, const char* name) {
  const auto* flag = in.find(name);
  return flag && flag->is_boolean() && flag->get<bool>();
}

}  // namespace

summary_link link_of(const std::optional<summary>& before, const summary& s) {
  if (s.previous_summary_id == (before ? std::optional{before->summary_id} : std::nullopt))
    return summary_link::next;
  const bool same = before && s.previous_summary_id == before->previous_summary_id &&
                    s.from_seq == before->from_seq && s.to_seq == before->to_seq;
  return same ? summary_link::again : summary_link::none;
}

json encode(const summary& s) {
  return {{"summary_id", s.summary_id},
          {"round", s.round},
          {"from_seq", s.from_seq},
          {"to_seq", s.to_seq},
          {"is_meta", s.is_meta},
          {"stale", s.stale},
          {"text", s.text},
          {"model", s.model},
          {"created_at", base::format_time(s.created_at)},
          {"previous_summary_id",
           s.previous_summary_id ? json(*s.previous_summary_id) : json(nullptr)},
          {"reason", s.reason},
          {"messages", s.messages},
          {"external_memory_keys", s.external_keys}};
}

base::result<summary> read_summary(const json& value, const base::limits& limits) {
  object_reader in{value, "", limits, unknown_fields::keep};
  summary s;
  s.summary_id = in.text("summary_id", id_rule);
  s.round = in.integer("round", 0).value_or(0);
  s.from_seq = in.integer("from_seq", 1).value_or(1);
  s.to_seq = in.integer("to_seq", 1).value_or(1);
  s.is_meta = read_flag(in, "is_meta");
  s.stale = read_flag(in, "stale");
  s.text = in.optional_text("text", any_rule).value_or("");
  s.model = in.optional_text("model", any_rule).value_or("");
  s.created_at = in.time("created_at").value_or(base::timestamp{});
  s.previous_summary_id = in.optional_text("previous_summary_id", id_rule);
  s.reason = in.optional_text("reason", any_rule).value_or("");
  s.messages = in.integer("messages", 0).value_or(0);
  if (const auto* keys = in.list("external_memory_keys"))
    for (const auto& key : *keys)
      if (key.is_string()) s.external_keys.push_back(key.get<std::string>());
  if (in.ok() && s.to_seq < s.from_seq)
    in.refuse({base::errc::invalid_argument, "to_seq", "to_seq must not be below from_seq."});
  json extra = json::object();
  if (auto done = in.end(&extra); !done) return base::fail(std::move(done.error()));
  return s;
}

}  // namespace parley::domain
