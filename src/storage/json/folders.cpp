#include "storage/json/folders.hpp"

#include <algorithm>

namespace parley::storage::json {

base::result<void> durable_folders::make(const std::string& folder) {
  if (folder.empty()) return {};
  const auto above = folder_of(folder);
  const auto own = above.empty() ? folder : folder.substr(above.size() + 1);
  const auto entries = disk_.list(above);
  if (!entries) return base::fail(entries.error());
  const bool there = std::any_of(entries->begin(), entries->end(), [&](const disk::entry& e) {
    return e.name == own && e.what == disk::kind::folder;
  });
  if (there && synced_.contains(folder)) return {};
  return make(above)
      .and_then([&] { return there ? base::result<void>{} : disk_.make_folder(folder); })
      .and_then([&] { return disk_.sync_folder(above); })
      .map([&] { synced_.insert(folder); });
}

}  // namespace parley::storage::json
