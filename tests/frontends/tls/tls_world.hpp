#pragma once

#include <fstream>

#include "frontends/tls/tls_socket.hpp"
#include "frontends/transport_support.hpp"
#include "models/certificates.hpp"
#include "storage/scratch.hpp"

namespace parley::tests {

/// An authority, files of its certificates, and a server that shows one of them.
struct tls_world : test_server {
  authority trusted{"Authority of a test"};
  scratch files;

  tls_world() { options.tls = shown(trusted.sign("DNS:localhost,IP:127.0.0.1")); }

  std::string write(const std::string& name, const std::string& text) const {
    std::ofstream(files.path(name), std::ios::binary) << text;
    return files.path(name);
  }

  std::shared_ptr<const tls_context> shown(const identity& one) const {
    auto made =
        tls_context::for_server(write("cert.pem", one.certificate), write("key.pem", one.key));
    if (!made) throw std::runtime_error(made.error().text);
    return *made;
  }

  std::string ca_file() const { return write("ca.pem", trusted.certificate()); }
  std::string url(const std::string& host = "127.0.0.1") const {
    return "https://" + host + ":" + std::to_string(port());
  }
};

}  // namespace parley::tests
