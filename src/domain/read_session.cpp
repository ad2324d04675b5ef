#include "domain/parts.hpp"
#include "parley/domain/keys.hpp"
#include "parley/domain/records.hpp"
#include "parley/domain/upgrade.hpp"

namespace parley::domain {

namespace {

base::result<fork_origin> read_origin(const json& value, const base::limits& limits) {
  object_reader in{value, "forked_from.", limits, unknown_fields::keep};
  fork_origin out;
  out.session_id = in.text("session_id", id_rule);
  out.seq = in.integer("seq", 0).value_or(0);
  if (auto done = in.end(); !done) return base::fail(std::move(done.error()));
  return out;
}

/// Who takes part, and in what kind of session.
void read_sides(object_reader& in, session& r) {
  r.type = in.name("session_type", parse_session_type, allowed_session_types());
  const auto key = in.optional_text("session_key", non_empty_rule);
  const auto* list = in.list("participants");
  if (!list) return in.refuse(broken(in.path("participants"), "a list of participants"));
  r.participants = read_participants(in, *list);
  check_satisfies(in, r.type, r.participants);
  r.session_key = key ? *key : session_key(r.type, r.session_id, r.participants);
}

void read_tree(object_reader& in, session& r) {
  r.parent_session_id = in.optional_text("parent_session_id", id_rule);
  r.root_session_id = in.optional_text("root_session_id", id_rule);
  r.depth = in.integer("depth", 0).value_or(0);
}

void read_times(object_reader& in, session& r, head& at) {
  const auto created = in.time("created_at");
  if (!created) in.refuse(broken(in.path("created_at"), "the time of creation"));
  r.created_at = created.value_or(base::timestamp{});
  const auto shown = in.time("last_activity");
  r.closed_at = in.time("closed_at");
  // A record that was only shown has one time of activity, not two.
  r.touched_at = in.time("touched_at").value_or(shown.value_or(r.created_at));
  at.last_append = in.time("last_append").value_or(base::timestamp{});
}

void read_counts(object_reader& in, session& r, head& at) {
  const auto messages = in.integer("message_count", 0);
  r.turn_count = in.integer("turn_count", 0).value_or(0);
  at.last_seq = in.integer("last_seq", 0).value_or(messages.value_or(0));
  r.round = in.integer("round", 0).value_or(0);
}

}  // namespace

base::result<session_view> read_session(const json& value, const base::limits& limits) {
  auto today = upgrade_session_record(value);
  if (!today) return base::fail(std::move(today.error()));
  object_reader in{*today, "", limits, unknown_fields::keep};
  session_view out;
  auto& r = out.record;
  in.find("kind");  // of the line of a file, not of the record
  r.session_id = in.text("session_id", id_rule);
  r.tenant_id = in.text("tenant_id", id_rule);
  r.conversation_id = in.optional_text("conversation_id", id_rule).value_or(r.session_id);
  r.user_id = in.optional_text("user_id", name_rule);
  read_sides(in, r);
  read_tree(in, r);
  r.status = in.optional_name("status", parse_session_status, allowed_session_statuses())
                 .value_or(session_status::active);
  read_times(in, r, out.at);
  read_counts(in, r, out.at);
  r.system_prompt = read_system_prompt(in);
  if (const auto* origin = in.find("forked_from"))
    r.forked_from = in.take(read_origin(*origin, limits));
  r.continues = in.optional_text("continues", id_rule);
  r.revision = in.integer("revision", 1).value_or(1);
  r.metadata = in.metadata();
  r.format_version = in.integer("format_version", 1).value_or(record_format_version);
  if (auto done = in.end(&r.extra); !done) return base::fail(std::move(done.error()));
  return out;
}

}  // namespace parley::domain
