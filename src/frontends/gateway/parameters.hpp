#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "parley/base/limits.hpp"
#include "parley/base/status.hpp"

namespace parley::frontends::gateway {

/// What a request asks for by name, each name once, its value as text: a query, or the members of
/// an object that say the same.
using parameter_list = std::vector<std::pair<std::string, std::string>>;

/// The value of a name, or nullptr.
const std::string* parameter(const parameter_list& from, std::string_view name);

/// A whole number from `least` to `most`; nullopt when absent.
base::result<std::optional<std::int64_t>> integer_parameter(const parameter_list& from,
                                                            std::string_view name,
                                                            std::int64_t least, std::int64_t most);

/// `limit`: 1 to limits.page_items, 50 when absent.
base::result<std::int64_t> page_limit(const parameter_list& from, const base::limits& limits);

}  // namespace parley::frontends::gateway
