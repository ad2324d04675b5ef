#pragma once

#include <string>
#include <vector>

#include "parley/base/status.hpp"
#include "storage/json/disk.hpp"
#include "storage/json/files.hpp"
#include "storage/json/open_journal.hpp"
#include "storage/memory/tables.hpp"

namespace parley::storage::json {

/// A file that could not be what it should be, and where it lies now.
struct set_aside {
  std::string name;
  std::string now;
  std::string why;
  friend bool operator==(const set_aside&, const set_aside&) = default;
};

/// What opening a folder found.
struct opened {
  store_record record;
  bool is_new = false;             ///< it had no store yet
  std::vector<set_aside> broken;   ///< in the order in which they were found
  std::vector<std::string> older;  ///< files that were read and written again as sessions
};

/// Reads a folder into empty tables, which have their clock and limits: carries out a journal that
/// is there, sets broken files aside under `broken/`, with a file `NAME.reason.txt` beside each,
/// and makes sessions of older files. What refers to a file that was set aside and cannot stand
/// without it (forks that share its rows) is set aside, too. unavailable when the disk fails;
/// invalid_argument for a journal or a store's own file that this process may not read, and (field
/// `store.uri`) for a folder with other files than a store's, or of a newer version.
base::result<opened> open_folder(disk& d, open_journal& journal, memory::tables& t);

}  // namespace parley::storage::json
