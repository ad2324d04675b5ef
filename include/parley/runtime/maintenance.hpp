#pragma once

#include <string>

#include "parley/base/status.hpp"
#include "parley/config/settings.hpp"
#include "parley/storage/maintenance.hpp"

namespace parley::runtime {

// What is done to the store of the settings while no node of this process has it.

/// See storage::inspect_store.
base::result<storage::inspection> inspect(const config::settings& settings,
                                          const storage::inspect_options& options);

/// See storage::backup_store.
base::result<void> backup(const config::settings& settings, const std::string& destination);

}  // namespace parley::runtime
