#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "parley/storage/store.hpp"
#include "parley/testing/fake_clock.hpp"
#include "parley/testing/power_loss_disk.hpp"
#include "parley/testing/seeded_entropy.hpp"

namespace parley::tests {

/// One disk with one store on it, through several lives of the process that owns it. Each life
/// appends at random until the power fails somewhere; then the next one finds what survived, and it
/// is compared with what was acknowledged.
class power_loss_run {
 public:
  explicit power_loss_run(std::uint64_t seed);

  struct plan {
    int lives = 4;
    bool power_loss = true;
    bool failing_syncs = false;
    bool full_disk = false;
    bool ignored_syncs = false;  ///< the planted bug
  };
  /// The first promise that was broken; empty when all were kept.
  std::string run(const plan& p);

  std::int64_t acknowledged() const { return acknowledged_; }
  std::int64_t power_losses() const { return power_losses_; }
  std::int64_t unknown() const { return unknown_; }
  std::int64_t came_back() const { return came_back_; }

 private:
  struct session {
    storage::session_ref ref;
    std::int64_t key = 0;
    std::int64_t log = 0;
    std::vector<std::string> acked;  ///< contents, each one of a kind, by seq
  };
  /// A batch whose end nobody knows: what it would add to each session.
  using addition = std::vector<std::vector<std::string>>;

  bool open();
  void close();
  bool create_sessions();
  void live(const plan& p);
  void step(const plan& p);
  storage::submission make_submission(std::size_t index, addition& adds);
  /// A fork of some session at some acknowledged seq.
  void fork();
  void check_maybe_forks(const std::string& when);
  void settle_unknown();
  /// Compares the store with the promises, and takes what is there as the new base.
  void check(const std::string& when);
  std::optional<std::vector<std::vector<std::string>>> read_all();
  void broken(const std::string& what);

  testing::seeded_entropy random_;
  testing::fake_clock clock_;
  testing::power_loss_disk disk_;
  std::unique_ptr<storage::store> store_;
  std::unique_ptr<storage::log_writer> writer_;
  storage::read_access reader_;
  std::vector<session> sessions_;
  std::vector<addition> maybe_;
  std::vector<session> maybe_forks_;  ///< of unknown outcome: there with what they share, or not
  std::string broken_;
  int messages_ = 0;
  int forks_ = 0;
  std::int64_t acknowledged_ = 0;
  std::int64_t power_losses_ = 0;
  std::int64_t unknown_ = 0;
  std::int64_t came_back_ = 0;
};

}  // namespace parley::tests
