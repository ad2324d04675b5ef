#include "storage/json/disk.hpp"

namespace parley::storage::json {

std::string folder_of(const std::string& name) {
  const auto slash = name.rfind('/');
  return slash == std::string::npos ? std::string{} : name.substr(0, slash);
}

base::result<void> make_folders(disk& d, const std::string& folder) {
  if (folder.empty()) return {};
  const auto above = folder_of(folder);
  const auto there = d.list(above);
  if (!there) return base::fail(there.error());
  const auto own = above.empty() ? folder : folder.substr(above.size() + 1);
  for (const auto& entry : *there)
    if (entry.name == own && entry.what == disk::kind::folder) return {};
  return make_folders(d, above).and_then([&] { return d.make_folder(folder); }).and_then([&] {
    return d.sync_folder(above);
  });
}

base::result<void> replace(disk& d, const std::string& name, std::string_view bytes) {
  const auto part = name + std::string{part_suffix};
  return d.write(part, bytes).and_then([&] { return d.rename(part, name); });
}

}  // namespace parley::storage::json
