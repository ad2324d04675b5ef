#include "parley/domain/upgrade.hpp"

#include <array>

#include "domain/rules.hpp"

namespace parley::domain {

namespace {

using step = base::result<json> (*)(json);

void rename(json& value, const char* from, const char* to) {
  const auto old = value.find(from);
  if (old == value.end() || value.contains(to)) return;
  json moved = std::move(*old);
  value.erase(old);
  value[to] = std::move(moved);
}

void set_missing(json& value, const char* name, json otherwise) {
  if (const auto at = value.find(name); at == value.end() || at->is_null())
    value[name] = std::move(otherwise);
}

/// Version 1 had one tenant, and participants without metadata and times.
base::result<json> from_1_to_2(json value) {
  set_missing(value, "tenant_id", "default");
  set_missing(value, "metadata", json::object());
  if (const auto list = value.find("participants"); list != value.end() && list->is_array()) {
    for (std::size_t i = 0; i < list->size(); ++i) {
      auto participant = upgrade_participant(std::move((*list)[i]));
      if (!participant) {
        auto& error = participant.error();
        error.field = "participants[" + std::to_string(i) + ']';
        return participant;
      }
      if (const auto created = value.find("created_at"); created != value.end())
        set_missing(*participant, "joined_at", *created);
      (*list)[i] = *std::move(participant);
    }
  }
  value.erase("version");
  value["format_version"] = 2;
  return value;
}

/// Entry n makes version n + 2 of version n + 1.
constexpr std::array<step, record_format_version - 1> steps{from_1_to_2};

base::result<std::int64_t> version_of(const json& value) {
  if (const auto at = value.find("format_version"); at != value.end() && !at->is_null()) {
    if (at->is_number_integer() && *at >= 1 && *at <= record_format_version)
      return at->get<std::int64_t>();
    return base::fail(broken("format_version", "a version that this program reads: 1 to " +
                                                   std::to_string(record_format_version)));
  }
  const auto at = value.find("version");
  if (at == value.end() || at->is_null() || *at == "1.0") return 1;
  return base::fail(broken("version", "1.0 where there is no format_version"));
}

}  // namespace

base::result<json> upgrade_participant(json value) {
  if (!value.is_object()) return base::fail(broken("", "a JSON object"));
  if (!value.contains("participant_id")) {
    rename(value, "id", "participant_id");
    rename(value, "type", "participant_type");
    rename(value, "role", "participant_role");
  }
  set_missing(value, "participant_role", nullptr);
  set_missing(value, "metadata", json::object());
  return value;
}

base::result<json> upgrade_session_record(json value) {
  if (!value.is_object()) return base::fail(broken("", "a JSON object"));
  const auto version = version_of(value);
  if (!version) return base::fail(version.error());
  base::result<json> out = std::move(value);
  for (auto at = *version; out && at < record_format_version; ++at)
    out = steps[static_cast<std::size_t>(at - 1)](*std::move(out));
  return out;
}

}  // namespace parley::domain
