#include "frontends/gateway/parameters.hpp"

#include <algorithm>
#include <charconv>

namespace parley::frontends::gateway {

namespace {

constexpr std::int64_t page_items_default = 50;

}  // namespace

const std::string* parameter(const parameter_list& from, std::string_view name) {
  for (const auto& [key, value] : from)
    if (key == name) return &value;
  return nullptr;
}

base::result<std::optional<std::int64_t>> integer_parameter(const parameter_list& from,
                                                            std::string_view name,
                                                            std::int64_t least, std::int64_t most) {
  const auto* text = parameter(from, name);
  if (!text) return std::optional<std::int64_t>{};
  std::int64_t value = 0;
  const auto* end = text->data() + text->size();
  const auto [stop, error] = std::from_chars(text->data(), end, value);
  if (error != std::errc{} || stop != end || value < least || value > most)
    return base::fail(base::errc::invalid_argument, std::string(name),
                      "The parameter must be a whole number from " + std::to_string(least) +
                          " to " + std::to_string(most) + ".");
  return std::optional<std::int64_t>{value};
}

base::result<std::int64_t> page_limit(const parameter_list& from, const base::limits& limits) {
  const auto most = limits.page_items;
  auto limit = integer_parameter(from, "limit", 1, most);
  if (!limit) return base::fail(limit.error());
  return limit->value_or(std::min(page_items_default, most));
}

}  // namespace parley::frontends::gateway
