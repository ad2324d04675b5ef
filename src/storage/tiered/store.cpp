#include <utility>

#include "parley/storage/tiered.hpp"
#include "storage/driver.hpp"
#include "storage/sqlite/store.hpp"
#include "storage/tiered/facets.hpp"
#include "storage/tiered/recovery.hpp"

namespace parley::storage {
namespace {

/// Whether two URIs name one store, as far as they tell.
bool is_same(const std::string& hot_uri, const std::string& archive_uri) {
  const auto hot = sqlite_path(hot_uri);
  const auto archive = sqlite_path(archive_uri);
  if (hot && archive) return sqlite::canonical_path(*hot) == sqlite::canonical_path(*archive);
  return hot_uri == archive_uri && hot_uri != memory_uri;
}

}  // namespace

tiered_store::tiered_store(std::unique_ptr<store> hot, std::unique_ptr<store> archive,
                           const base::limits& limits)
    : hot_(std::move(hot)),
      archive_(std::move(archive)),
      limits_(limits),
      returns_(std::make_shared<std::atomic<std::uint64_t>>(0)) {}

tiered_store::~tiered_store() = default;

std::string tiered_store::driver() const { return hot_->driver() + "+" + archive_->driver(); }

std::string tiered_store::durability() const {
  auto text = hot_->durability();
  const auto archive = archive_->durability();
  if (archive.empty()) return text;
  return text + (text.empty() ? "" : "; ") + "of the archive: " + archive;
}

base::result<std::unique_ptr<log_writer>> tiered_store::open_writer() {
  auto hot = hot_->open_writer();
  if (!hot) return hot;
  archive_writer_.reset();  // nobody took the one before
  auto archive = archive_->open_writer();
  if (!archive) return archive;
  const auto hot_reader = hot_->open_reader();
  if (!hot_reader) return base::fail(hot_reader.error());
  const auto archive_reader = archive_->open_reader();
  if (!archive_reader) return base::fail(archive_reader.error());
  const auto recovered =
      tiered::recover({**hot, **archive, *hot_reader->log, *archive_reader->log});
  if (!recovered) return base::fail(recovered.error());
  archive_writer_ = std::move(*archive);
  return hot;
}

base::result<read_access> tiered_store::open_reader() {
  auto stores = std::make_shared<tiered::both_stores>();
  auto hot = hot_->open_reader();
  if (!hot) return hot;
  auto archive = archive_->open_reader();
  if (!archive) return archive;
  stores->hot = std::move(*hot);
  stores->archive = std::move(*archive);
  stores->returns = returns_;
  stores->limits = limits_;
  auto jobs = std::move(stores->hot.jobs);
  return read_access{tiered::make_reader(stores), tiered::make_catalog(stores), std::move(jobs),
                     tiered::make_search(stores)};
}

base::result<std::unique_ptr<indexer>> tiered_store::open_indexer() {
  auto hot = hot_->open_indexer();
  if (!hot) return hot;
  auto archive = archive_->open_indexer();
  if (!archive) return archive;
  return tiered::make_indexer(std::move(*hot), std::move(*archive));
}

base::result<tier_access> tiered_store::open_tiers() {
  if (!archive_writer_)
    return base::fail(base::errc::conflict, "",
                      "The tiers are taken once, by who has taken the store's writer before.");
  auto hot = hot_->open_reader();
  if (!hot) return base::fail(hot.error());
  auto archive = archive_->open_reader();
  if (!archive) return base::fail(archive.error());
  return tier_access{std::move(archive_writer_), std::move(*hot), std::move(*archive), returns_};
}

base::result<std::unique_ptr<tiered_store>> open_tiers(const std::string& hot_uri,
                                                       const std::string& archive_uri,
                                                       const open_options& options) {
  if (is_same(hot_uri, archive_uri))
    return base::fail(base::errc::invalid_argument, "archive.uri",
                      "The archive is the store itself; another one is allowed.");
  auto hot = open_store(hot_uri, options);
  if (!hot) return base::fail(hot.error());
  if (archive_uri == memory_uri && hot_uri != memory_uri)
    return base::fail(base::errc::invalid_argument, "archive.uri",
                      "What moved into memory: would be lost with the process; a store that is "
                      "kept is allowed.");
  auto archive = open_store(archive_uri, options);
  if (!archive) {
    auto error = archive.error();
    if (error.field == "store.uri") error.field = "archive.uri";
    return base::fail(std::move(error));
  }
  return std::make_unique<tiered_store>(std::move(*hot), std::move(*archive), options.limits);
}

}  // namespace parley::storage
