#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace parley::frontends::gateway {

/// RFC 4648, section 5, without padding.
std::string to_base64url(std::string_view bytes);

/// nullopt for anything that to_base64url does not make.
std::optional<std::string> from_base64url(std::string_view text);

}  // namespace parley::frontends::gateway
