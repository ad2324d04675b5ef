#pragma once

#include <memory>
#include <string>
#include <vector>

#include "parley/storage/store.hpp"
#include "parley/testing/fake_clock.hpp"
#include "parley/testing/power_loss_disk.hpp"
#include "parley/testing/seeded_entropy.hpp"
#include "storage/sqlite/options.hpp"

namespace parley::tests {

/// A store on a disk whose faults the test decides, with one session `t/a`.
class rig {
 public:
  rig();

  storage::outcome append(const std::string& content, const std::string& id = "");
  std::vector<storage::outcome> append_to_each(const std::vector<std::string>& sessions,
                                               const std::string& content);
  storage::outcome create(const std::string& id);

  /// What a reader sees, in order; one line with the error when it cannot read.
  std::vector<std::string> contents(const std::string& id = "a");

  void close();
  base::result<void> open();
  /// Closes the store, lets the power fail, opens it again.
  void lose_power();

  testing::fake_clock clock;
  testing::seeded_entropy random{7};
  testing::power_loss_disk disk{7};
  storage::sqlite::options options;
  std::unique_ptr<storage::store> store;
  std::unique_ptr<storage::log_writer> writer;
  storage::read_access read;
};

}  // namespace parley::tests
