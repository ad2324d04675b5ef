#include "parley/runtime/maintenance.hpp"

namespace parley::runtime {

base::result<storage::inspection> inspect(const config::settings& settings,
                                          const storage::inspect_options& options) {
  storage::open_options open;
  open.limits = settings.limits;
  open.index = settings.search.index == "on";
  open.owner_note = "parley doctor";
  return storage::inspect_store(settings.store.uri, open, options);
}

base::result<void> backup(const config::settings& settings, const std::string& destination) {
  return storage::backup_store(settings.store.uri, destination);
}

}  // namespace parley::runtime
