#include "domain/object_reader.hpp"

#include <algorithm>

#include "parley/base/utf8.hpp"

namespace parley::domain {

object_reader::object_reader(const json& value, std::string prefix, const base::limits& limits,
                             unknown_fields policy)
    : value_(value), prefix_(std::move(prefix)), limits_(limits), policy_(policy) {
  known_.reserve(32);
  if (!value_.is_object()) refuse(broken(path(""), "a JSON object"));
}

std::string object_reader::path(std::string_view name) const {
  std::string out = prefix_;
  out.append(name);
  if (name.empty() && out.ends_with('.')) out.pop_back();
  return out;
}

const json* object_reader::find(std::string_view name) {
  known_.push_back(name);
  if (!ok()) return nullptr;
  const auto at = value_.find(name);
  return at == value_.end() || at->is_null() ? nullptr : &*at;
}

void object_reader::refuse(base::status error) {
  if (ok()) error_ = std::move(error);
}

std::string object_reader::text(std::string_view name, const text_rule& rule) {
  auto value = optional_text(name, rule);
  if (!value) refuse(broken(path(name), rule.allowed));
  return std::move(value).value_or(std::string{});
}

std::optional<std::string> object_reader::optional_text(std::string_view name,
                                                        const text_rule& rule) {
  const auto* value = find(name);
  if (!value) return std::nullopt;
  const auto* written = value->get_ptr<const json::string_t*>();
  if (written && rule.holds(*written)) return *written;
  refuse(broken(path(name), rule.allowed));
  return std::nullopt;
}

std::optional<base::timestamp> object_reader::time(std::string_view name) {
  const auto written = optional_text(name, any_rule);
  if (!written) return std::nullopt;
  auto parsed = base::parse_time(*written);
  if (parsed) return *parsed;
  parsed.error().field = path(name);
  refuse(std::move(parsed.error()));
  return std::nullopt;
}

std::optional<std::int64_t> object_reader::integer(std::string_view name, std::int64_t least) {
  const auto* value = find(name);
  if (!value) return std::nullopt;
  // An unsigned number above the signed range would come out negative: below every least.
  if (value->is_number_integer() && value->get<std::int64_t>() >= least)
    return value->get<std::int64_t>();
  refuse(broken(path(name), "an integer of at least " + std::to_string(least)));
  return std::nullopt;
}

json object_reader::object(std::string_view name) {
  const auto* value = find(name);
  if (!value) return nullptr;
  if (value->is_object()) return *value;
  refuse(broken(path(name), "a JSON object"));
  return nullptr;
}

json object_reader::metadata() {
  auto value = object("metadata");
  if (value.is_null()) return json::object();
  if (strict()) take(check_metadata(value, path("metadata"), limits_));
  return value;
}

const json* object_reader::list(std::string_view name) {
  const auto* value = find(name);
  if (!value || value->is_array()) return value;
  refuse(broken(path(name), "a JSON array"));
  return nullptr;
}

base::result<void> object_reader::end(json* extra) {
  if (!ok()) return base::fail(*std::move(error_));
  for (const auto& [key, value] : value_.items()) {
    if (std::find(known_.begin(), known_.end(), key) != known_.end()) continue;
    if (!strict()) {
      if (extra) (*extra)[key] = value;
      continue;
    }
    std::string allowed;
    for (auto name = known_.begin(); name != known_.end(); ++name)
      if (std::find(known_.begin(), name, *name) == name)  // some are looked at twice
        allowed.append(allowed.empty() ? "" : ", ").append(*name);
    return base::fail(base::errc::unknown_field, path(base::prefix_code_points(key, 256)),
                      "Nothing reads this field; the fields here are " + allowed + ".");
  }
  return {};
}

std::string object_reader::one_of(std::string_view allowed) {
  return "one of " + std::string{allowed};
}

}  // namespace parley::domain
