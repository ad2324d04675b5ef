#pragma once

#include <memory>
#include <string>

#include "parley/base/clock.hpp"
#include "parley/base/limits.hpp"
#include "storage/json/disk.hpp"

namespace parley::storage::json {

struct options {
  base::limits limits;
  const base::clock* clock = &base::system_clock();
  std::string owner_note;       ///< told to whom finds the store taken
  std::shared_ptr<disk> files;  ///< in place of the machine's; then nothing is locked
};

}  // namespace parley::storage::json
