#include <algorithm>
#include <charconv>

#include "frontends/http/api/call.hpp"
#include "frontends/http/api/checks.hpp"

namespace parley::frontends::http::api {

base::result<std::optional<std::int64_t>> if_match(const call& c) {
  std::optional<std::int64_t> none;
  const auto given = c.request.header("If-Match");
  if (!given || *given == "*") return none;
  auto tag = *given;
  const auto others = std::count_if(
      c.request.headers.begin(), c.request.headers.end(),
      [](const auto& header) { return transport::find_header({header}, "If-Match").has_value(); });
  // A weak tag never matches: it promises less than the condition asks for.
  const bool weak = tag.starts_with("W/");
  if (weak) tag.remove_prefix(2);
  const bool quoted = tag.size() >= 2 && tag.front() == '"' && tag.back() == '"';
  if (others != 1 || !quoted || tag.substr(1, tag.size() - 2).find('"') != std::string_view::npos)
    return base::fail(base::errc::invalid_argument, "If-Match",
                      "If-Match must be one number in quotes, as in \"7\", or *.");
  tag = tag.substr(1, tag.size() - 2);
  std::int64_t number = -1;
  const auto* end = tag.data() + tag.size();
  const auto [stop, error] = std::from_chars(tag.data(), end, number);
  if (weak || error != std::errc{} || stop != end || number < 0) number = -1;
  return std::optional<std::int64_t>{number};
}

}  // namespace parley::frontends::http::api
