#include <algorithm>

#include "frontends/gateway/parameters.hpp"
#include "frontends/http/api/call.hpp"
#include "frontends/http/api/checks.hpp"

namespace parley::frontends::http::api {

using base::errc;
using base::fail;

namespace {

bool allows(const route& to, std::string_view name) {
  return std::any_of(to.query.begin(), to.query.end(), [&](std::string_view allowed) {
    if (!allowed.ends_with(".*")) return allowed == name;
    allowed.remove_suffix(1);
    return name.size() > allowed.size() && name.starts_with(allowed);
  });
}

std::string allowed_names(const route& to) {
  if (to.query.empty()) return "This route takes no query parameters.";
  std::string text = "Allowed:";
  for (const auto name : to.query) text.append(text.back() == ':' ? " " : ", ").append(name);
  return text + ".";
}

}  // namespace

base::result<transport::query_list> read_query(const route& to, std::string_view query) {
  if (query.empty()) return transport::query_list{};
  auto pairs = transport::split_query(query);
  if (!pairs) return pairs;
  for (auto at = pairs->begin(); at != pairs->end(); ++at) {
    if (!allows(to, at->first))
      return fail(errc::invalid_argument, at->first,
                  "The query parameter is not known. " + allowed_names(to));
    const auto same = [&](const auto& other) { return other.first == at->first; };
    // "name[]" is how clients write the elements of a list.
    if (!at->first.ends_with("[]") && std::any_of(pairs->begin(), at, same))
      return fail(errc::invalid_argument, at->first, "The query parameter may be given once.");
  }
  return pairs;
}

const std::string* parameter(const call& c, std::string_view name) {
  return gateway::parameter(c.query, name);
}

base::result<std::optional<std::int64_t>> integer_parameter(const call& c, std::string_view name,
                                                            std::int64_t least, std::int64_t most) {
  return gateway::integer_parameter(c.query, name, least, most);
}

base::result<std::int64_t> page_limit(const call& c) {
  return gateway::page_limit(c.query, c.node->limits);
}

}  // namespace parley::frontends::http::api
