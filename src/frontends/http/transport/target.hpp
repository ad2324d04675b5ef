#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "parley/base/status.hpp"

namespace parley::frontends::http::transport {

/// The two parts of a request target, still percent-encoded.
struct target_parts {
  std::string_view path;
  std::string_view query;
};

/// Splits at the first "?". Of an absolute target ("http://host/path") scheme and host are dropped.
target_parts split_target(std::string_view target);

/// Decodes %XX strictly: a bad escape, a NUL, and bytes that are no UTF-8 are invalid_argument.
/// `what` names the place in the error's field.
base::result<std::string> percent_decode(std::string_view text, std::string_view what);

/// Everything but `A-Z a-z 0-9 . _ ~ -` becomes %XX: fits a path segment and a query value.
std::string percent_encode(std::string_view text);

/// The decoded segments of a path: "/v1/a%2Fb" gives {"v1", "a/b"}, "/" gives none, "/a/" gives
/// {"a", ""}. Segments "." and ".." mean nothing special. The path must begin with "/".
base::result<std::vector<std::string>> split_path(std::string_view path);

using query_list = std::vector<std::pair<std::string, std::string>>;

/// The decoded pairs of a query in their order; "+" is a blank, "a" is {"a", ""}, empty pairs are
/// skipped. Names may repeat: the caller knows which may not.
base::result<query_list> split_query(std::string_view query);

}  // namespace parley::frontends::http::transport
