#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "parley/base/status.hpp"
#include "storage/json/disk.hpp"
#include "storage/json/folders.hpp"

namespace parley::storage::json {

/// What a commit makes of files, by name: their whole new contents; nullopt: they go.
using file_changes = std::map<std::string, std::optional<std::string>>;

// A redo journal: all that one commit changes, in one file that becomes visible whole. Once it is
// durable the commit is: whoever opens the folder carries out what it says. Doing so again changes
// nothing, until the next journal takes its place.

/// Of all contents together.
std::size_t bytes_of(const file_changes& changes);

/// The text of a journal, with a digest over all of it.
std::string write_journal(const file_changes& changes);
/// invalid_argument for one that is torn or changed, or names files that are none of a store.
base::result<file_changes> read_journal(std::string_view text);

/// Makes the changes durable as the folder's journal. `named` false in an error: nothing of them
/// will ever be seen; true: the journal may or may not be there after a crash. too_large (never
/// `named`) when a file would have more than `file_bytes_max` bytes; the journal itself has no
/// limit.
struct journal_failure {
  base::status error;
  bool named = false;
};
std::optional<journal_failure> keep_journal(disk& d, const file_changes& changes,
                                            std::size_t file_bytes_max);

/// Carries out what a durable journal says, and removes it. To be repeated after an error.
base::result<void> carry_out(disk& d, durable_folders& folders, const file_changes& changes);

}  // namespace parley::storage::json
