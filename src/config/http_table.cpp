#include <arpa/inet.h>

#include <algorithm>

#include "parley/config/lists.hpp"
#include "table.hpp"

namespace parley::config {

namespace {

bool is_address(const std::string& text) {
  in6_addr any{};
  return inet_pton(AF_INET, text.c_str(), &any) == 1 || inet_pton(AF_INET6, text.c_str(), &any) == 1;
}

bool anything(const std::string&) { return true; }

/// As browsers send it: a scheme and a host, no path.
bool is_origin(const std::string& text) {
  const auto at = text.find("://");
  return at != std::string::npos && at > 0 && at + 3 < text.size() &&
         text.find('/', at + 3) == std::string::npos;
}

bool are_origins(const std::string& list) {
  const auto words = split_list(list);
  return std::all_of(words.begin(), words.end(),
                     [](const std::string& word) { return word == "*" || is_origin(word); });
}

}  // namespace

std::vector<row> http_rows() {
  return {
      text(
          "http", "address", [](settings & s) -> auto& { return s.http.address; }, is_address,
          "the numeric address of an interface; while there are no API keys one of loopback "
          "(127.0.0.1 or ::1)",
          "The address on which the server listens."),
      number(
          "http", "port", [](settings & s) -> auto& { return s.http.port; }, 0, 65535, "",
          "The port on which it listens; 0 takes any free one."),
      text(
          "http", "tls_cert", [](settings & s) -> auto& { return s.http.tls_cert; }, anything,
          "empty (plain HTTP), or a file in PEM; tls_key goes with it",
          "The server's certificate and behind it those that lead to its authority: with it the "
          "server speaks HTTPS only. Both files are read again on SIGHUP."),
      text(
          "http", "tls_key", [](settings & s) -> auto& { return s.http.tls_key; }, anything,
          "empty, or a file in PEM without a passphrase", "The private key of that certificate."),
      number(
          "http", "peer_connections", [](settings & s) -> auto& { return s.http.peer_connections; },
          0, 1000000, "connections",
          "The most that one address may have (of IPv6: one /64); one more is answered with 503. 0: "
          "as many as limits.connections, as behind a proxy."),
      text(
          "http", "websocket_deflate",
          [](settings & s) -> auto& { return s.http.websocket_deflate; }, one_of({"on", "off"}),
          "on, off",
          "Whether WebSockets compress for clients that ask for it; such a connection takes about "
          "40 KiB more."),
      text(
          "http", "operator_key_file",
          [](settings & s) -> auto& { return s.access.operator_key_file; }, anything,
          "empty, or a file with a token of 32 to 512 characters",
          "Who sends this token may make and revoke the keys of every tenant, and nothing else."),
      text(
          "http", "cors_origins", [](settings & s) -> auto& { return s.access.cors_origins; },
          are_origins, "empty, *, or origins such as https://app.example, with commas between",
          "Sites whose pages may ask this server through a browser."),
      text(
          "http", "audit_log", [](settings & s) -> auto& { return s.access.audit_log; }, anything,
          "empty, or a file",
          "Administrative acts are added to this file, one JSON object a line; they are logged "
          "either way."),
  };
}

std::vector<row> tenant_rows() {
  return {
      number(
          "limits", "key_requests_s", [](settings & s) -> auto& { return s.access.key_requests_s; },
          0, 10000000, "requests a second",
          "The most that one API key may ask; 0: no limit. More is `rate_limited`."),
      number(
          "limits", "tenant_requests_s",
          [](settings & s) -> auto& { return s.access.tenant_requests_s; }, 0, 10000000,
          "requests a second",
          "The most that all keys of a tenant may ask, or one address where no key is asked for; "
          "0: no limit."),
      number(
          "limits", "key_connections",
          [](settings & s) -> auto& { return s.access.key_connections; }, 0, 10000000,
          "requests and streams",
          "The most that one API key may have open at the same time; 0: no limit. More is "
          "`rate_limited`."),
      number(
          "limits", "tenant_connections",
          [](settings & s) -> auto& { return s.access.tenant_connections; }, 0, 10000000,
          "requests and streams",
          "The most that all keys of a tenant may have open, or one address where no key is asked "
          "for; 0: no limit."),
      number(
          "limits", "tenant_sessions",
          [](settings & s) -> auto& { return s.access.tenant_sessions; }, 0, 1000000000000,
          "sessions",
          "The most that a tenant may have, but for what it adds in a second; 0: no limit. More is "
          "`rate_limited`."),
      number(
          "limits", "tenant_messages",
          [](settings & s) -> auto& { return s.access.tenant_messages; }, 0, 1000000000000,
          "messages", "Likewise."),
  };
}

}  // namespace parley::config
