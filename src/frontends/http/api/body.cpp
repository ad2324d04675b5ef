#include <algorithm>
#include <cctype>

#include "frontends/gateway/bodies.hpp"
#include "frontends/http/api/call.hpp"
#include "frontends/http/api/checks.hpp"

namespace parley::frontends::http::api {

using base::errc;
using base::fail;
using domain::json;

namespace {

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
  return gateway::read_nothing(*body);
}

base::result<std::string> reason_in_body(const call& c) {
  if (c.request.body.empty()) return std::string{};
  const auto body = json_body(c);
  if (!body) return fail(body.error());
  return gateway::read_reason(*body);
}

}  // namespace parley::frontends::http::api
