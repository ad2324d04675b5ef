#include "frontends/gateway/bodies.hpp"

#include "parley/base/utf8.hpp"

namespace parley::frontends::gateway {

using base::errc;
using base::fail;
using domain::json;

namespace {

constexpr std::size_t reason_max = 1024;

}  // namespace

json encode(const base::status& why) {
  return {{"code", std::string(base::to_string(why.code))},
          {"detail", why.text},
          {"field", why.field.empty() ? json(nullptr) : json(why.field)}};
}

json encode(const protocol::receipt& r) {
  return {{"seq", r.seq},
          {"message_id", r.message_id},
          {"sender_id", r.sender_id ? json(*r.sender_id) : json(nullptr)},
          {"role", r.role},
          {"status", std::string(domain::to_string(r.status))},
          {"timestamp", base::format_time(r.timestamp)}};
}

base::result<std::string> read_reason(const json& body) {
  if (!body.is_object())
    return fail(errc::invalid_argument, "body", "The body must be an object: {\"reason\": text}.");
  std::string reason;
  for (const auto& [name, value] : body.items()) {
    if (name != "reason")
      return fail(errc::unknown_field, name, "The field is not known. Allowed: reason.");
    if (value.is_null()) continue;
    if (!value.is_string() || base::code_points(value.get_ref<const std::string&>()) > reason_max)
      return fail(errc::invalid_argument, "reason",
                  "The reason must be a text of at most 1024 characters.");
    reason = value.get<std::string>();
  }
  return reason;
}

base::result<void> read_nothing(const json& body) {
  if (!body.is_object()) return fail(errc::invalid_argument, "body", "The body must be {}.");
  if (body.empty()) return {};
  return fail(errc::unknown_field, body.items().begin().key(),
              "The field is not known. The body must be {}.");
}

std::string to_body(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace parley::frontends::gateway
