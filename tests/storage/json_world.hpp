#pragma once

#include <memory>
#include <string>
#include <vector>

#include "parley/testing/fake_clock.hpp"
#include "parley/testing/samples.hpp"
#include "parley/testing/seeded_entropy.hpp"
#include "storage/forgetful_disk.hpp"
#include "storage/json/store.hpp"

namespace parley::tests {

/// A store of files on a disk that forgets.
struct json_world {
  explicit json_world(std::uint64_t seed)
      : disk(std::make_shared<forgetful_disk>(seed)), random(seed) {}

  base::result<void> open();
  /// The store, or a writer of one that is open and has none.
  base::result<void> open_store();
  base::result<void> open_writer();
  void close();

  /// Of tenant `t`.
  storage::submission creation(const std::string& id);
  /// To the session as it is now; one part with these contents.
  storage::submission append(const std::string& id, const std::vector<std::string>& contents);
  /// One message, under an Idempotency-Key.
  storage::submission keyed(const std::string& id, const std::string& key);
  storage::submission erasing(const std::string& id);
  storage::submission fork(const std::string& id, const std::string& origin, std::int64_t at_seq);
  /// A waiting step of a purge, the rows or the end of it; nothing when there is none.
  std::optional<storage::submission> purging(storage::purge_order::phase step);

  std::vector<storage::outcome> commit(std::vector<storage::submission> batch);
  storage::outcome commit(storage::submission s);

  bool has(const std::string& id);
  /// Contents, in order; a line that says so when there is no session.
  std::vector<std::string> contents(const std::string& id);

  std::shared_ptr<forgetful_disk> disk;
  testing::fake_clock clock;
  testing::seeded_entropy random;
  std::unique_ptr<storage::json::folder_store> store;
  std::unique_ptr<storage::log_writer> writer;
  storage::read_access read;
};

}  // namespace parley::tests
