#pragma once

#include <memory>
#include <optional>
#include <utility>

#include "parley/base/retry.hpp"
#include "redis/connection.hpp"
#include "redis/failure.hpp"
#include "storage/redis/options.hpp"
#include "storage/redis/server_rows.hpp"

namespace parley::storage::redis {

/// The connection of one thread, opened when first used, and anew when it turns out to be gone: at
/// once the first time, then after growing pauses.
class link {
 public:
  explicit link(const options& opts) : options_(opts), retry_(*options_.clock) {}

  const options& opts() const { return options_; }

  /// Made when there is none that works. Throws `failure`.
  client::connection& opened();
  void drop() { connection_.reset(); }

 private:
  options options_;
  base::retry retry_;
  std::optional<client::connection> connection_;
};

/// What a thread of reads asks by.
class read_link {
 public:
  read_link(const options& opts, std::shared_ptr<identity> store)
      : link_(opts),
        rows_([this]() -> client::connection& { return link_.opened(); }, opts.prefix,
              std::move(store)) {}
  read_link(const read_link&) = delete;
  read_link& operator=(const read_link&) = delete;

  const options& opts() const { return link_.opts(); }

  /// Runs `read`, which takes the rows and gives a base::result. When the connection is lost on the
  /// way, it is run once more on a new one: reading may be repeated.
  template <class F>
  auto ask(F read) -> decltype(read(std::declval<server_rows&>())) {
    for (bool again = true;; again = false) {
      try {
        return read(rows_);
      } catch (const client::failure& f) {
        if (!f.is_lost()) return base::fail(f.to_status());
        link_.drop();
        if (!again) return base::fail(f.to_status());
      }
    }
  }

 private:
  link link_;
  server_rows rows_;
};

}  // namespace parley::storage::redis
