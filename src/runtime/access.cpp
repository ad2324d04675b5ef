#include <arpa/inet.h>

#include <algorithm>
#include <fstream>

#include "actors/keys.hpp"
#include "frontends/gateway/ask.hpp"
#include "parley/config/lists.hpp"
#include "parley/telemetry/log.hpp"
#include "runtime/parts.hpp"

namespace parley::runtime {

namespace api = frontends::http::api;

using base::errc;

namespace {

constexpr std::size_t token_min = 32;
constexpr std::size_t token_max = 512;

bool is_loopback(const std::string& address) {
  in_addr v4{};
  if (inet_pton(AF_INET, address.c_str(), &v4) == 1) return (ntohl(v4.s_addr) >> 24) == 127;
  in6_addr v6{};
  return inet_pton(AF_INET6, address.c_str(), &v6) == 1 && IN6_IS_ADDR_LOOPBACK(&v6);
}

/// SHA-256 of the token in the file; empty without a file.
base::result<std::string> operator_digest(const std::string& path) {
  constexpr const char* field = "http.operator_key_file";
  if (path.empty()) return std::string{};
  std::ifstream file(path);
  std::string token;
  if (!file || !std::getline(file, token))
    return base::fail(errc::invalid_argument, field, "The file " + path + " cannot be read.");
  if (token.ends_with('\r')) token.pop_back();
  const bool visible =
      std::all_of(token.begin(), token.end(), [](char c) { return c > ' ' && c <= '~'; });
  if (!visible || token.size() < token_min || token.size() > token_max)
    return base::fail(errc::invalid_argument, field,
                      "The first line of " + path +
                          " must be a token of 32 to 512 visible ASCII characters.");
  return api::digest_of_token(token);
}

}  // namespace

base::result<void> node::impl::start_keys(const std::vector<storage::tenant_setting>& stored) {
  auto known = actors::read_all_keys(stored);
  if (!known) return base::fail(known.error());
  ring->publish(actors::ring_of(*known));
  keys = system->spawn(actors::keys, actors::environment_ptr{env},
                       actors::keys_peers{writer, readers.front()}, std::move(*known), ring);
  return {};
}

base::result<std::shared_ptr<api::door>> node::impl::make_door() {
  api::door_options options;
  auto digest = operator_digest(settings.access.operator_key_file);
  if (!digest) return base::fail(digest.error());
  options.access = {ring, std::move(*digest), config::split_list(settings.access.cors_origins)};
  options.key_requests_s = settings.access.key_requests_s;
  options.tenant_requests_s = settings.access.tenant_requests_s;
  options.key_connections = settings.access.key_connections;
  options.tenant_connections = settings.access.tenant_connections;
  options.tenant_quota = {settings.access.tenant_sessions, settings.access.tenant_messages};
  options.usage = [this](const std::string& tenant, const api::usage_ptr& into) {
    protocol::caller who;
    who.tenant = tenant;
    frontends::gateway::ask<storage::tenant_counts>(
        *system, supervisor,
        [into, clock = env->clock](base::result<storage::tenant_counts> found) {
          if (found) {
            into->sessions = found->sessions;
            into->messages = found->messages;
            into->found_us = clock->monotonic().count();
          }
          into->asked = false;
        },
        protocol::counts_atom_v, who);
  };
  if (!settings.access.audit_log.empty()) {
    auto file = telemetry::audit_log::open(settings.access.audit_log);
    if (!file)
      return base::fail(file.error().code, "http.audit_log",
                        settings.access.audit_log + ": " + file.error().text);
    options.audit = std::move(*file);
  }
  return std::make_shared<api::door>(std::move(options), *env->clock);
}

base::result<void> node::impl::check_address() const {
  if (is_loopback(settings.http.address)) return {};
  if (door->rules.required()) {
    if (settings.http.tls_cert.empty())
      telemetry::log(telemetry::severity::warning,
                     "keys and messages travel unencrypted: http.tls_cert is empty",
                     {{"address", settings.http.address}});
    return {};
  }
  return base::fail(errc::invalid_argument, "http.address",
                    settings.http.address +
                        " is no loopback address (127.0.0.1 or ::1), and while there are no API "
                        "keys parley serves this machine only; `parley keys create --role admin` "
                        "makes one");
}

}  // namespace parley::runtime
