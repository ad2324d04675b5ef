#include "storage/json/disk.hpp"

namespace parley::storage::json {

std::string folder_of(const std::string& name) {
  const auto slash = name.rfind('/');
  return slash == std::string::npos ? std::string{} : name.substr(0, slash);
}

base::result<void> replace(disk& d, const std::string& name, std::string_view bytes) {
  const auto part = name + std::string{part_suffix};
  return d.write(part, bytes).and_then([&] { return d.rename(part, name); });
}

}  // namespace parley::storage::json
