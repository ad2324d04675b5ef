#pragma once

#include <memory>

#include "frontends/http/transport/tls_context.hpp"
#include "parley/config/settings.hpp"

namespace parley::runtime {

/// The certificate and key that the settings name; null when they name none. invalid_argument when
/// there is one without the other, or when they cannot be used. Logs what was read, and warnings.
base::result<std::shared_ptr<const frontends::http::transport::tls_context>> load_tls(
    const config::http_settings& from);

}  // namespace parley::runtime
