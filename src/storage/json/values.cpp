#include "storage/json/values.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "domain/digest_text.hpp"
#include "storage/relational/stored.hpp"

namespace parley::storage::json {
namespace {

using domain::json;

constexpr std::int64_t first_year = -62'167'219'200'000'000;  // 0000-01-01
constexpr std::int64_t year_10000 = 253'402'300'800'000'000;

constexpr std::array job_kinds{job_kind::deliver, job_kind::cascade, job_kind::purge,
                               job_kind::poison,  job_kind::blank,   job_kind::person};
constexpr std::array erased_kinds{domain::erased_kind::session, domain::erased_kind::message,
                                  domain::erased_kind::user};

/// The value of that name among all of them.
template <class E, std::size_t N>
E named(const std::array<E, N>& all, const json& object, const char* name) {
  const auto wanted = text(object, name);
  const auto at = std::find_if(all.begin(), all.end(), [&](E e) { return to_string(e) == wanted; });
  if (at == all.end()) throw unreadable(std::string{name} + " is not known: " + wanted);
  return *at;
}

}  // namespace

std::string to_text(const json& value) { return value.dump(2) + "\n"; }

json read_object(const std::string& text) {
  auto value = domain::parse_json(text, relational::no_limits().json_depth);
  if (!value) throw unreadable(value.error().text);
  if (!value->is_object()) throw unreadable("it is no JSON object");
  return *std::move(value);
}

const json* find(const json& object, const char* name) {
  const auto at = object.is_object() ? object.find(name) : object.end();
  return at == object.end() ? nullptr : &*at;
}

const json& member(const json& object, const char* name) {
  const auto* found = find(object, name);
  if (!found) throw unreadable(std::string{name} + " is not there");
  return *found;
}

std::int64_t number(const json& object, const char* name) {
  const auto& value = member(object, name);
  if (!value.is_number_integer()) throw unreadable(std::string{name} + " is no whole number");
  return value.get<std::int64_t>();
}

std::string text(const json& object, const char* name) {
  const auto& value = member(object, name);
  if (!value.is_string()) throw unreadable(std::string{name} + " is no text");
  return value.get<std::string>();
}

const json& list(const json& object, const char* name) {
  static const json none = json::array();
  const auto* found = find(object, name);
  if (!found) return none;
  if (!found->is_array()) throw unreadable(std::string{name} + " is no list");
  return *found;
}

json write_time(base::timestamp t) {
  const auto micros = base::to_micros(t);
  if (micros < first_year || micros >= year_10000) return micros;
  return base::format_time(t);
}

base::timestamp read_time(const json& object, const char* name) {
  const auto& value = member(object, name);
  if (value.is_number_integer()) return base::from_micros(value.get<std::int64_t>());
  const auto read = base::parse_time(text(object, name));
  if (!read) throw unreadable(std::string{name} + " is no time");
  return *read;
}

json write_turn_row(const domain::turn& t) {
  auto out = json::parse(domain::write_turn(t));
  out["draft"] = t.draft.text;
  return out;
}

domain::turn read_turn_row(const json& value) {
  auto record = value;
  auto draft = text(value, "draft");
  record.erase("draft");
  auto t = relational::parse_turn(domain::canonical(record), std::move(draft));
  if (!t) throw unreadable(t.error().text);
  return *std::move(t);
}

json write_job(const job& j) {
  return {{"id", j.id},
          {"kind", to_string(j.kind)},
          {"session_id", j.session_id},
          {"payload", j.payload},
          {"attempts", j.attempts},
          {"not_before", write_time(j.not_before)},
          {"created_at", write_time(j.created_at)},
          {"dead", j.state == job_state::dead},
          {"reason", j.reason}};
}

job read_job(const json& value, const std::string& tenant) {
  job j;
  j.id = number(value, "id");
  j.kind = named(job_kinds, value, "kind");
  j.tenant = tenant;
  j.session_id = text(value, "session_id");
  j.payload = text(value, "payload");
  j.attempts = number(value, "attempts");
  j.not_before = read_time(value, "not_before");
  j.created_at = read_time(value, "created_at");
  j.state = member(value, "dead") == true ? job_state::dead : job_state::waiting;
  j.reason = text(value, "reason");
  return j;
}

json write_receipt(const domain::erasure& e) {
  json out = {{"receipt_id", e.receipt_id},
              {"kind", to_string(e.kind)},
              {"subject", e.subject},
              {"sessions", e.sessions},
              {"messages", e.messages},
              {"summaries", e.summaries},
              {"tasks", e.tasks},
              {"forks", e.forks},
              {"invisible_at", write_time(e.invisible_at)}};
  if (e.purged_at) out["purged_at"] = write_time(*e.purged_at);
  return out;
}

domain::erasure read_receipt(const json& value) {
  domain::erasure e;
  e.receipt_id = text(value, "receipt_id");
  e.kind = named(erased_kinds, value, "kind");
  e.subject = text(value, "subject");
  e.sessions = number(value, "sessions");
  e.messages = number(value, "messages");
  e.summaries = number(value, "summaries");
  e.tasks = number(value, "tasks");
  e.forks = number(value, "forks");
  e.invisible_at = read_time(value, "invisible_at");
  if (find(value, "purged_at")) e.purged_at = read_time(value, "purged_at");
  return e;
}

json write_effect(const std::string& key, const std::string& route, const idempotent_effect& e) {
  return {{"key", key},
          {"route", route},
          {"body_digest", domain::to_hex(e.body_digest)},
          {"session_id", e.session_id},
          {"log", e.log},
          {"seqs", e.seqs},
          {"all_known", e.all_known},
          {"record", e.record},
          {"note", e.note},
          {"at", write_time(e.at)}};
}

void read_effect(const json& value, const std::string& tenant, memory::facts& into) {
  idempotent_effect e;
  const auto digest = domain::digest_from_hex(text(value, "body_digest"));
  if (!digest) throw unreadable("body_digest is not 32 hexadecimal digits");
  e.body_digest = *digest;
  e.session_id = text(value, "session_id");
  e.log = number(value, "log");
  for (const auto& seq : list(value, "seqs")) {
    if (!seq.is_number_integer()) throw unreadable("seqs has what is no whole number");
    e.seqs.push_back(seq.get<std::int64_t>());
  }
  e.all_known = member(value, "all_known") == true;
  e.record = text(value, "record");
  e.note = text(value, "note");
  e.at = read_time(value, "at");
  into.effects.put({tenant, text(value, "key"), text(value, "route")}, std::move(e));
}

}  // namespace parley::storage::json
