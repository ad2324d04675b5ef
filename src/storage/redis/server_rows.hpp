#pragma once

#include <functional>
#include <memory>

#include "redis/connection.hpp"
#include "redis/script.hpp"
#include "storage/redis/identity.hpp"
#include "storage/redis/options.hpp"
#include "storage/redis/rows_view.hpp"

namespace parley::storage::redis {

/// The structures as a server has them: each question is a round trip, which shows as well whether
/// it is still the store that was opened. `connect` gives the connection to be used.
class server_rows : public rows_view {
 public:
  using connector = std::function<client::connection&()>;

  server_rows(connector connect, std::string prefix, std::shared_ptr<identity> store)
      : connect_(std::move(connect)), prefix_(std::move(prefix)), identity_(std::move(store)) {}

  const std::string& prefix() const { return prefix_; }
  std::string key_of(const std::string& structure) const { return prefix_ + structure; }
  const std::shared_ptr<identity>& store() const { return identity_; }

  /// The answers to these, and to nothing else. An error among them is thrown.
  client::replies ask(const client::commands& asked);
  /// The answer of a script, whose first argument is the prefix.
  client::reply run(const client::script& what, const std::vector<std::string>& arguments);

  std::optional<std::string> get(const std::string& hash, const std::string& field) override;
  std::vector<std::optional<std::string>> get_all(const std::string& hash,
                                                  const std::vector<std::string>& fields) override;
  std::vector<std::string> range(const std::string& order, const bounds& which) override;
  std::int64_t count(const std::string& order, const bounds& which) override;
  std::vector<std::string> rows(std::int64_t log, std::int64_t from, std::int64_t to) override;
  std::int64_t row_count(std::int64_t log) override;

 private:
  connector connect_;
  std::string prefix_;
  std::shared_ptr<identity> identity_;
};

}  // namespace parley::storage::redis
