#pragma once

#include <map>
#include <set>
#include <unordered_map>

#include "redis/commands.hpp"
#include "storage/redis/row_cache.hpp"
#include "storage/redis/rows_view.hpp"
#include "storage/redis/server_rows.hpp"

namespace parley::storage::redis {

/// The structures as a write transaction sees them, its own writes included. What was asked once is
/// not asked again; what is written is gathered, and seen by nobody else until it is sent.
class working_rows : public rows_view {
 public:
  /// Both must outlive it.
  working_rows(server_rows& below, const row_cache& cache) : below_(below), cache_(cache) {}

  /// Nobody has it yet: all that it will have is written here.
  void is_new(const std::string& hash) { new_.insert(hash); }
  /// What was asked for beforehand; what is known already stays.
  void knows(const std::string& hash, const std::string& field, std::optional<std::string> value);

  std::optional<std::string> get(const std::string& hash, const std::string& field) override;
  /// What is asked this way is not kept: it may be much.
  std::vector<std::optional<std::string>> get_all(const std::string& hash,
                                                  const std::vector<std::string>& fields) override;
  std::vector<std::string> range(const std::string& order, const bounds& which) override;
  std::int64_t count(const std::string& order, const bounds& which) override;
  std::vector<std::string> rows(std::int64_t log, std::int64_t from, std::int64_t to) override;
  std::int64_t row_count(std::int64_t log) override;

  void put(const std::string& hash, const std::string& field, std::string value);
  void remove(const std::string& hash, const std::string& field);
  /// Of a sorted set.
  void add(const std::string& order, const std::string& member);
  void drop(const std::string& order, const std::string& member);
  /// Of a table: hash and order.
  void put_row(const std::string& table, const std::string& key, std::string value);
  void remove_row(const std::string& table, const std::string& key);

  /// Behind the last row, which has the place before `at`.
  void push(std::int64_t log, std::int64_t at, std::string row);
  void set(std::int64_t log, std::int64_t at, std::string row);
  /// Leaves so many rows, the first ones.
  void cut(std::int64_t log, std::int64_t left);

  bool empty() const;
  /// What was written, as commands, each with the number of its words before it.
  void send(client::words& to) const;
  /// Hands over what the cache is for, when that commit has it.
  void keep(row_cache& to, std::int64_t commit) const;

 private:
  struct cell {
    std::optional<std::string> value;
    bool written = false;
  };
  using fields = std::unordered_map<std::string, cell>;
  struct list_change {
    std::map<std::int64_t, std::string> pushed;  ///< by their places, which follow one another
    std::map<std::int64_t, std::string> set;
    std::optional<std::int64_t> left;  ///< of what was there before
  };

  void send_hashes(client::words& to) const;
  void send_orders(client::words& to) const;
  void send_lists(client::words& to) const;

  server_rows& below_;
  const row_cache& cache_;
  std::unordered_map<std::string, fields> hashes_;
  std::unordered_map<std::string, std::map<std::string, bool>> orders_;  ///< member: is it there
  std::map<std::int64_t, list_change> lists_;
  std::set<std::string> new_;  ///< hashes
};

}  // namespace parley::storage::redis
