#pragma once

#include <memory>
#include <optional>
#include <string>

#include "storage/json/folders.hpp"
#include "storage/json/journal.hpp"

namespace parley::storage::json {

/// The journal of a store that is open, and what is still to be done about it. It belongs to the
/// store and outlives its writers, so that none takes the place of a journal that was acknowledged
/// and is not carried out. For one thread at a time.
class open_journal {
 public:
  explicit open_journal(std::shared_ptr<disk> d) : disk_(std::move(d)), folders_(*disk_) {}

  /// Before the folder's files are read: a whole journal that is there is carried out. Any other
  /// was never acknowledged; it stays, and why it cannot be read is returned.
  base::result<std::optional<std::string>> redo();

  /// Makes the changes durable; see keep_journal. `finish` has succeeded since the last time. When
  /// it throws, the journal may be there as after an error that is `named`.
  std::optional<journal_failure> keep(file_changes changes, std::size_t file_bytes_max);

  /// Brings to an end what the last `keep` began: the files become what a durable journal says, and
  /// one that may be there although its outcome is unknown goes, since who was told so has read
  /// since then that nothing is there. To be repeated after an error.
  base::result<void> finish();

 private:
  std::shared_ptr<disk> disk_;
  durable_folders folders_;
  file_changes pending_;   ///< durable as a journal, not yet in the files
  bool doubtful_ = false;  ///< a journal may be there that is not `pending_`
};

}  // namespace parley::storage::json
