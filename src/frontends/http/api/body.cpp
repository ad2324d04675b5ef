#include <algorithm>
#include <cctype>

#include "frontends/http/api/call.hpp"
#include "frontends/http/api/checks.hpp"
#include "parley/base/utf8.hpp"

namespace parley::frontends::http::api {

using base::errc;
using base::fail;
using domain::json;

namespace {

constexpr std::size_t reason_max = 1024;

std::string lowered(std::string_view text) {
  std::string result;
  for (const unsigned char ch : text) result += static_cast<char>(std::tolower(ch));
  return result;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

/// The type is one of the route's, and the only parameter is a charset that says UTF-8.
bool is_type_of(const route& to, std::string_view written) {
  const auto text = lowered(written);
  const auto semicolon = std::min(text.find(';'), text.size());
  const auto type = trimmed(std::string_view(text).substr(0, semicolon));
  const bool known =
      to.body == body_kind::json_lines
          ? type == lines_type
          : type == json_type || (to.method == "PATCH" && type == "application/merge-patch+json");
  if (!known) return false;
  if (semicolon == text.size()) return true;
  const auto rest = trimmed(std::string_view(text).substr(semicolon + 1));
  return rest.empty() || rest == "charset=utf-8" || rest == "charset=\"utf-8\"";
}

}  // namespace

base::result<void> check_content_type(const route& to, const transport::request& request) {
  if (to.body == body_kind::none || request.body.empty()) return {};
  const auto written = request.header("Content-Type");
  if (written && is_type_of(to, *written)) return {};
  const auto wanted = to.body == body_kind::json_lines ? lines_type : json_type;
  return fail(errc::unsupported_media_type, "Content-Type",
              "The body must be sent as " + std::string(wanted) + ", in UTF-8.");
}

base::result<json> json_body(const call& c) {
  if (c.request.body.empty())
    return fail(errc::invalid_argument, "body", "The request needs a JSON body.");
  auto value = domain::parse_json(c.request.body, c.node->limits.json_depth);
  if (!value && value.error().field.empty()) value.error().field = "body";
  return value;
}

base::result<void> nothing_in_body(const call& c) {
  if (c.request.body.empty()) return {};
  const auto body = json_body(c);
  if (!body) return fail(body.error());
  if (!body->is_object()) return fail(errc::invalid_argument, "body", "The body must be {}.");
  if (body->empty()) return {};
  return fail(errc::unknown_field, body->items().begin().key(),
              "The field is not known. The body must be {}.");
}

base::result<std::string> reason_in_body(const call& c) {
  if (c.request.body.empty()) return std::string{};
  auto body = json_body(c);
  if (!body) return fail(body.error());
  if (!body->is_object())
    return fail(errc::invalid_argument, "body", "The body must be an object: {\"reason\": text}.");
  std::string reason;
  for (const auto& [name, value] : body->items()) {
    if (name != "reason")
      return fail(errc::unknown_field, name, "The field is not known. Allowed: reason.");
    if (value.is_null()) continue;
    if (!value.is_string() || base::code_points(value.get_ref<const std::string&>()) > reason_max)
      return fail(
          errc::invalid_argument, "reason",
          "The reason must be a text of at most " + std::to_string(reason_max) + " characters.");
    reason = value.get<std::string>();
  }
  return reason;
}

}  // namespace parley::frontends::http::api
