#include "storage/sqlite/store.hpp"

#include <filesystem>
#include <optional>
#include <utility>

#include "storage/lock_file.hpp"
#include "storage/sqlite/connection.hpp"
#include "storage/sqlite/failure.hpp"
#include "storage/sqlite/index/file.hpp"
#include "storage/sqlite/index/indexer.hpp"
#include "storage/sqlite/index/search.hpp"
#include "storage/sqlite/index/store_rows.hpp"
#include "storage/sqlite/reader.hpp"
#include "storage/sqlite/schema.hpp"
#include "storage/sqlite/writer.hpp"
#include "storage/writer_place.hpp"

namespace parley::storage::sqlite {
namespace {

class sqlite_store : public store {
 public:
  sqlite_store(std::string path, const options& opts, lock_file lock)
      : path_(std::move(path)), options_(opts), lock_(std::move(lock)) {}

  std::string driver() const override { return "sqlite"; }

  base::result<std::unique_ptr<log_writer>> open_writer() override {
    return place_.open([this] { return sqlite::open_writer(path_, options_); });
  }

  base::result<read_access> open_reader() override {
    auto shared = std::make_shared<reader_connection>(path_, options_);
    return read_access{make_reader(shared), make_catalog(shared), make_jobs(shared),
                       options_.index
                           ? make_search(make_search_source(shared), index_path(path_), options_)
                           : nullptr};
  }

  base::result<std::unique_ptr<indexer>> open_indexer() override {
    if (!options_.index) return nullptr;
    return sqlite::open_indexer(path_, options_);
  }

 private:
  std::string path_;
  options options_;
  lock_file lock_;
  writer_place place_;
};

base::result<void> prepare(const std::string& path, const options& opts) {
  try {
    std::int64_t found = 0;
    {
      connection probe{path, opts, access::probe};
      auto version = version_of(probe);
      if (!version) return base::fail(version.error());
      found = *version;
    }
    if (found < schema_version()) {
      connection writer{path, opts, access::write};
      migrate(writer, found);
    }
  } catch (const failure& f) {
    return base::fail(f.to_status());
  }
  return {};
}

}  // namespace

std::string canonical_path(const std::string& path) {
  std::error_code error;
  auto full = std::filesystem::weakly_canonical(path, error);
  return error ? path : full.string();
}

base::result<std::unique_ptr<store>> open(const std::string& path, const options& opts) {
  lock_file lock;
  const auto file = opts.lock ? canonical_path(path) : path;
  if (opts.lock) {
    auto taken = lock_file::take(file + ".lock", opts.owner_note, opts.clock->now());
    if (!taken) return base::fail(taken.error());
    lock = std::move(*taken);
  }
  if (auto prepared = prepare(file, opts); !prepared) return base::fail(prepared.error());
  return std::make_unique<sqlite_store>(file, opts, std::move(lock));
}

}  // namespace parley::storage::sqlite
