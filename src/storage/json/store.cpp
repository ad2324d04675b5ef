#include "storage/json/store.hpp"

#include <utility>

#include "parley/base/digest.hpp"
#include "storage/json/names.hpp"
#include "storage/json/root_folder.hpp"
#include "storage/json/writer.hpp"
#include "storage/memory/store.hpp"

namespace parley::storage::json {
namespace {

/// The store's name is in its file, and nobody is told of it.
std::int64_t secret_of(const store_record& r) {
  const auto digest = base::digest_of(r.store_id);
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < sizeof(number); ++i) number = number << 8 | digest[i];
  return static_cast<std::int64_t>(number >> 1);
}

}  // namespace

folder_store::folder_store(std::string path, const options& opts)
    : path_(std::move(path)),
      disk_(opts.files ? opts.files : std::shared_ptr<disk>{posix_disk(path_)}),
      journal_(std::make_shared<open_journal>(disk_)),
      tables_(std::make_shared<memory::tables>()) {
  tables_->clock = opts.clock;
  tables_->limits = opts.limits;
}

base::result<std::unique_ptr<folder_store>> folder_store::open(const std::string& path,
                                                               const options& opts) {
  auto full = path;
  lock_file lock;
  if (!opts.files) {
    auto root = make_root(path);
    if (!root) return base::fail(root.error());
    full = *std::move(root);
    auto taken = lock_file::take(full + "/" + lock_name, opts.owner_note, opts.clock->now());
    if (!taken) return base::fail(taken.error());
    lock = std::move(*taken);
  }
  std::unique_ptr<folder_store> made{new folder_store{full, opts}};
  made->lock_ = std::move(lock);
  if (auto done = made->load(); !done) return base::fail(done.error());
  return made;
}

base::result<void> folder_store::load() {
  auto found = open_folder(*disk_, *journal_, *tables_);
  if (!found) return base::fail(found.error());
  opened_ = *std::move(found);
  return {};
}

base::result<void> folder_store::reload() {
  std::lock_guard guard{tables_->mutex};
  static_cast<memory::facts&>(*tables_) = {};
  static_cast<memory::indexes&>(*tables_) = {};
  return load();
}

std::string folder_store::durability() const {
  if (opened_.broken.empty()) return {};
  constexpr std::size_t shown = 5;
  const auto count = opened_.broken.size();
  auto text = std::to_string(count) + " broken " + (count == 1 ? "file was" : "files were") +
              " set aside in " + path_ + "/" + broken_folder + ": ";
  for (std::size_t i = 0; i < count && i < shown; ++i)
    text += (i == 0 ? "" : "; ") + path_ + "/" + opened_.broken[i].name + " (" +
            opened_.broken[i].why + ")";
  return count > shown ? text + "; ..." : text;
}

base::result<std::unique_ptr<log_writer>> folder_store::open_writer() {
  return place_.open([this]() -> base::result<std::unique_ptr<log_writer>> {
    auto made = writer::open(disk_, journal_, tables_, opened_.record);
    if (!made) return base::fail(made.error());
    opened_.record.next.epoch = (*made)->epoch();
    return std::unique_ptr<log_writer>{std::move(*made)};
  });
}

base::result<read_access> folder_store::open_reader() {
  return read_access{memory::make_reader(tables_, secret_of(opened_.record)), memory::make_catalog(tables_),
                     memory::make_jobs(tables_), nullptr};
}

}  // namespace parley::storage::json
