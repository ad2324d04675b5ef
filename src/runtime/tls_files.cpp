#include "runtime/tls_files.hpp"

#include "parley/telemetry/log.hpp"

namespace parley::runtime {

using frontends::http::transport::tls_context;

base::result<std::shared_ptr<const tls_context>> load_tls(const config::http_settings& from) {
  if (from.tls_cert.empty() != from.tls_key.empty())
    return base::fail(base::errc::invalid_argument,
                      from.tls_cert.empty() ? "http.tls_cert" : "http.tls_key",
                      "http.tls_cert and http.tls_key go together: set both, or none.");
  if (from.tls_cert.empty()) return nullptr;
  auto loaded = tls_context::for_server(from.tls_cert, from.tls_key);
  if (!loaded) {
    auto why = std::move(loaded.error());
    if (!why.field.empty()) why.field = "http." + why.field;
    return base::fail(std::move(why));
  }
  for (const auto& warning : (*loaded)->warnings())
    telemetry::log(telemetry::severity::warning, "certificate", {{"warning", warning}});
  telemetry::log(telemetry::severity::info, "certificate read",
                 {{"file", from.tls_cert}, {"valid_until", (*loaded)->valid_until()}});
  return loaded;
}

}  // namespace parley::runtime
