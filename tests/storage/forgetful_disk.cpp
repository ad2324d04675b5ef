#include "storage/forgetful_disk.hpp"

#include <algorithm>

#include "storage/json/folders.hpp"

namespace parley::tests {

using storage::json::folder_of;

void forgetful_disk::plan(fault what, std::int64_t operation) {
  planned_ = what;
  planned_at_ = operation;
  operations_ = 0;
}

tl::unexpected<base::status> forgetful_disk::fail(const std::string& what) const {
  return base::fail(base::errc::unavailable, "", "the disk fails at " + what, 1000);
}

forgetful_disk::fault forgetful_disk::next() {
  ++operations_;
  if (!has_power_) return fault::power;
  if (operations_ != planned_at_) return fault::none;
  if (planned_ == fault::power) has_power_ = false;
  return planned_;
}

forgetful_disk::folder* forgetful_disk::parent_of(const std::string& name, std::string& part) {
  const auto above = folder_of(name);
  part = above.empty() ? name : name.substr(above.size() + 1);
  const auto it = folders_.find(above);
  return it == folders_.end() ? nullptr : &it->second;
}

void forgetful_disk::set(folder& in, const std::string& part, std::optional<std::int64_t> to) {
  if (to)
    in.now[part] = *to;
  else
    in.now.erase(part);
  in.since.push_back({part, to});
}

base::result<std::optional<std::string>> forgetful_disk::read_upto(const std::string& name,
                                                                   std::size_t bytes_max) {
  if (!has_power_) return fail("reading " + name);
  std::string part;
  const auto* in = parent_of(name, part);
  if (!in || !in->now.contains(part)) return std::optional<std::string>{};
  const auto it = contents_.find(in->now.at(part));
  if (it == contents_.end()) return fail("reading " + name);
  if (closed.contains(name) || it->second.now.size() > bytes_max)
    return base::fail(base::errc::invalid_argument, "", name + " cannot be read");
  return std::optional{it->second.now};
}

base::result<void> forgetful_disk::write(const std::string& name, std::string_view bytes) {
  const auto what = next();
  largest_write = std::max(largest_write, bytes.size());
  std::string part;
  auto* in = parent_of(name, part);
  if (!in || what == fault::error) return fail("writing " + name);
  if (!in->now.contains(part)) {
    contents_[next_content_] = {};
    set(*in, part, next_content_++);
  }
  auto& file = contents_.at(in->now.at(part));
  const bool full = bytes_max && bytes_used() - file.now.size() + bytes.size() > *bytes_max;
  file.is_synced = false;
  file.now = what == fault::none && !full ? bytes : bytes.substr(0, bytes.size() / 2);
  if (full || what != fault::none) return fail("writing " + name);
  file.synced = file.now;
  file.is_synced = true;
  return {};
}

base::result<void> forgetful_disk::rename(const std::string& from, const std::string& to) {
  const auto what = next();
  std::string old_part;
  std::string new_part;
  auto* old_folder = parent_of(from, old_part);
  auto* new_folder = parent_of(to, new_part);
  if (!old_folder || !new_folder || !old_folder->now.contains(old_part) || what == fault::error ||
      what == fault::power)
    return fail("renaming " + from);
  const auto file = old_folder->now.at(old_part);
  set(*new_folder, new_part, file);
  set(*old_folder, old_part, std::nullopt);
  if (what != fault::none) return fail("renaming " + from);
  return {};
}

base::result<void> forgetful_disk::remove(const std::string& name) {
  const auto what = next();
  if (what == fault::error || what == fault::power) return fail("removing " + name);
  std::string part;
  auto* in = parent_of(name, part);
  if (in && in->now.contains(part)) set(*in, part, std::nullopt);
  if (what != fault::none) return fail("removing " + name);
  return {};
}

base::result<void> forgetful_disk::make_folder(const std::string& name) {
  const auto what = next();
  std::string part;
  auto* in = parent_of(name, part);
  if (!in || what == fault::error || what == fault::power) return fail("making " + name);
  if (!in->now.contains(part)) set(*in, part, no_file);
  folders_.try_emplace(name);
  if (what != fault::none) return fail("making " + name);
  return {};
}

base::result<void> forgetful_disk::sync_folder(const std::string& name) {
  const auto what = next();
  const auto it = folders_.find(name);
  if (it == folders_.end() || what == fault::error || what == fault::power)
    return fail("syncing " + name);
  it->second.synced = it->second.now;
  it->second.since.clear();
  if (what != fault::none) return fail("syncing " + name);
  return {};
}

base::result<std::vector<storage::json::disk::entry>> forgetful_disk::list(
    const std::string& folder) {
  if (!has_power_) return fail("listing " + folder);
  std::vector<entry> found;
  const auto it = folders_.find(folder);
  if (it == folders_.end()) return found;
  for (const auto& [name, number] : it->second.now)
    found.push_back({name, number == no_file ? kind::folder : kind::file});
  return found;
}

void forgetful_disk::lose_power() {
  for (auto& [number, file] : contents_) {
    if (!file.is_synced) file.now = file.now.substr(0, random_.below(file.now.size() + 1));
    file.synced = file.now;
    file.is_synced = true;
  }
  for (auto& [name, each] : folders_) {
    each.now = each.synced;
    const auto kept = random_.below(each.since.size() + 1);
    for (std::size_t i = 0; i < kept; ++i) {
      const auto& change = each.since[i];
      if (change.to)
        each.now[change.name] = *change.to;
      else
        each.now.erase(change.name);
    }
    each.synced = each.now;
    each.since.clear();
  }
  // Folders whose names were lost are gone with what was in them.
  std::erase_if(folders_, [&](const auto& entry) {
    if (entry.first.empty()) return false;
    std::string part;
    const auto* in = parent_of(entry.first, part);
    return !in || !in->now.contains(part);
  });
  go_on();
}

void forgetful_disk::go_on() {
  planned_ = fault::none;
  planned_at_ = 0;
  has_power_ = true;
}

std::size_t forgetful_disk::bytes_used() const {
  std::size_t bytes = 0;
  for (const auto& [folder, each] : folders_)
    for (const auto& [name, number] : each.now)
      if (number != no_file) bytes += contents_.at(number).now.size();
  return bytes;
}

std::map<std::string, std::string> forgetful_disk::files() const {
  std::map<std::string, std::string> found;
  for (const auto& [folder, each] : folders_)
    for (const auto& [name, number] : each.now)
      if (number != no_file)
        found[folder.empty() ? name : folder + "/" + name] = contents_.at(number).now;
  return found;
}

void forgetful_disk::put(const std::string& name, const std::string& bytes) {
  static_cast<void>(storage::json::durable_folders{*this}.make(folder_of(name)));
  static_cast<void>(write(name, bytes));
  static_cast<void>(sync_folder(folder_of(name)));
}

}  // namespace parley::tests
