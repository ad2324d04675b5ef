#pragma once

#include <string>

#include "storage/fault_world.hpp"
#include "storage/postgres_server.hpp"
#include "storage/postgres_stores.hpp"

namespace parley::tests {

/// In PostgreSQL. `port` is that of what stands between the proxy and the server, if anything.
class postgres_world : public fault_world {
 public:
  postgres_world(postgres_server& s, postgres_stores& stores, const std::string& parameters = "",
                 int port = 0)
      : postgres_world(s, stores, stores.fresh_uri(), parameters, port) {}

  postgres_server& server;

 private:
  postgres_world(postgres_server& s, const postgres_stores& stores, const std::string& direct,
                 const std::string& parameters, int port)
      : fault_world(port != 0 ? port : s.port(), direct,
                    [&](int at) {
                      return s.uri(stores.database(), at) + "?schema=" + stores.schema() +
                             parameters;
                    }),
        server(s) {}
};

}  // namespace parley::tests
