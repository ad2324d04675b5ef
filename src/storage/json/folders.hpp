#pragma once

#include <set>
#include <string>

#include "storage/json/disk.hpp"

namespace parley::storage::json {

/// Makes folders so that their names outlive a power loss. That one is there says nothing: whoever
/// made it may have come to an end before its name was synced. So each name is synced once in the
/// life of this object, of which every opening of a store has one of its own. For one thread.
class durable_folders {
 public:
  explicit durable_folders(disk& d) : disk_(d) {}

  /// The folder and those above it.
  base::result<void> make(const std::string& folder);

 private:
  disk& disk_;
  std::set<std::string> synced_;
};

}  // namespace parley::storage::json
