#include "storage/json/open_journal.hpp"

#include <utility>

#include "storage/json/names.hpp"

namespace parley::storage::json {

base::result<std::optional<std::string>> open_journal::redo() {
  const auto text = disk_->read_upto(journal_file, disk::unlimited);
  if (!text) return base::fail(text.error());
  if (*text) {
    const auto changes = read_journal(**text);
    if (!changes) return std::optional{changes.error().text};
    if (auto done = carry_out(*disk_, folders_, *changes); !done) return base::fail(done.error());
  }
  pending_.clear();
  doubtful_ = false;
  return std::optional<std::string>{};
}

std::optional<journal_failure> open_journal::keep(file_changes changes,
                                                  std::size_t file_bytes_max) {
  doubtful_ = true;
  auto failed = keep_journal(*disk_, changes, file_bytes_max);
  doubtful_ = failed && failed->named;
  if (!failed) pending_ = std::move(changes);
  return failed;
}

base::result<void> open_journal::finish() {
  if (doubtful_) {
    auto gone = disk_->remove(journal_file).and_then([&] { return disk_->sync_folder(""); });
    if (!gone) return gone;
    doubtful_ = false;
  }
  if (!pending_.empty()) {
    if (auto done = carry_out(*disk_, folders_, pending_); !done) return done;
    pending_.clear();
  }
  return {};
}

}  // namespace parley::storage::json
