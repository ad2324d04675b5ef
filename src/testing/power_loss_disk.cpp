#include "parley/testing/power_loss_disk.hpp"

#include <utility>

#include "testing/disk/machine.hpp"

namespace parley::testing {

power_loss_disk::power_loss_disk(std::uint64_t seed)
    : machine_(std::make_unique<disk::machine>(seed)) {}

power_loss_disk::~power_loss_disk() = default;

const std::string& power_loss_disk::vfs() const { return machine_->name; }

void power_loss_disk::cut_power_after(std::int64_t n) {
  std::lock_guard guard{machine_->mutex};
  machine_->cut_after = n;
}

void power_loss_disk::cut_power() {
  std::lock_guard guard{machine_->mutex};
  machine_->power = false;
}

bool power_loss_disk::has_power() const {
  std::lock_guard guard{machine_->mutex};
  return machine_->power;
}

bool power_loss_disk::restore_power(base::entropy& e) { return machine_->restore_power(e); }

void power_loss_disk::fail_syncs(std::int64_t n, lost what) {
  std::lock_guard guard{machine_->mutex};
  machine_->failing_syncs = n;
  machine_->failing_loses = what;
}

void power_loss_disk::limit_bytes(std::int64_t bytes) {
  std::lock_guard guard{machine_->mutex};
  machine_->bytes_max = bytes;
}

std::int64_t power_loss_disk::bytes() const {
  std::lock_guard guard{machine_->mutex};
  return machine_->bytes();
}

void power_loss_disk::read_only(bool on) {
  std::lock_guard guard{machine_->mutex};
  machine_->read_only = on;
}

void power_loss_disk::ignore_syncs(bool on) {
  std::lock_guard guard{machine_->mutex};
  machine_->ignore_syncs = on;
}

void power_loss_disk::before_change(std::function<void()> f) {
  std::lock_guard guard{machine_->mutex};
  machine_->before_change = std::move(f);
}

std::int64_t power_loss_disk::changes() const {
  std::lock_guard guard{machine_->mutex};
  return machine_->changes;
}

std::int64_t power_loss_disk::syncs() const {
  std::lock_guard guard{machine_->mutex};
  return machine_->syncs;
}

}  // namespace parley::testing
