#pragma once

#include <string>

#include "parley/testing/conformance.hpp"
#include "storage/postgres_server.hpp"

namespace parley::tests {

/// Each store in a schema of its own, in a database of its own of the shared server.
class postgres_stores {
 public:
  explicit postgres_stores(postgres_server& server) : server_(server), database_(server.fresh()) {}
  ~postgres_stores() { server_.drop(database_); }
  postgres_stores(const postgres_stores&) = delete;
  postgres_stores& operator=(const postgres_stores&) = delete;

  /// Of an empty store; by another port, when something is between.
  std::string fresh_uri(const std::string& parameters = "", int port = 0) {
    return server_.uri(database_, port) + "?schema=store" + std::to_string(++stores_) + parameters;
  }
  const std::string& database() const { return database_; }
  /// Of the last one.
  std::string schema() const { return "store" + std::to_string(stores_); }

  testing::store_factory factory() {
    return [this](const storage::open_options& o) { return storage::open_store(fresh_uri(), o); };
  }

 private:
  postgres_server& server_;
  std::string database_;
  int stores_ = 0;
};

}  // namespace parley::tests
