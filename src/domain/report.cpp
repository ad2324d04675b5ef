#include "parley/domain/report.hpp"

#include "domain/digest_text.hpp"
#include "parley/base/digest.hpp"
#include "parley/domain/records.hpp"

namespace parley::domain {

namespace {

constexpr std::size_t message_id_max = 256;

std::string id_in_parent(const std::string& child, const std::string& message_id) {
  auto id = child + ':' + message_id;
  return id.size() <= message_id_max ? id
                                     : child + ':' + to_hex(base::digest_of(message_id));
}

}  // namespace

bool is_report(agent_message_type type) {
  return type == agent_message_type::result_report || type == agent_message_type::error_report;
}

report report_of(const message& entry, const std::string& child, const std::string& parent) {
  report r{parent, entry};
  r.entry.seq = 0;
  r.entry.message_id = id_in_parent(child, entry.message_id);
  r.entry.id_suffix.clear();
  r.entry.received_at = {};
  auto metadata = entry.metadata.empty() ? json::object() : entry.metadata.value();
  metadata["child_session_id"] = child;
  r.entry.metadata = to_text(metadata);
  r.entry.body_digest = body_digest(r.entry);
  return r;
}

std::string write_report(const report& r) {
  return canonical({{"parent_session_id", r.parent}, {"message", write_message(r.entry)}});
}

base::result<report> read_report(std::string_view text, const base::limits& limits) {
  const auto value = parse_json(text, limits.json_depth + 1);
  if (!value) return base::fail(value.error());
  if (!value->is_object() || !value->contains("message"))
    return base::fail(base::errc::internal, "", "A stored report cannot be read.");
  auto entry = read_message(value->at("message"), limits);
  if (!entry) return base::fail(entry.error());
  return report{value->value("parent_session_id", ""), std::move(*entry)};
}

}  // namespace parley::domain
