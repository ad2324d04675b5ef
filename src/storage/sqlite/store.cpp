#include "storage/sqlite/store.hpp"

#include <atomic>
#include <filesystem>
#include <optional>
#include <utility>

#include "storage/sqlite/connection.hpp"
#include "storage/sqlite/failure.hpp"
#include "storage/sqlite/index/indexer.hpp"
#include "storage/sqlite/lock_file.hpp"
#include "storage/sqlite/reader.hpp"
#include "storage/sqlite/schema.hpp"
#include "storage/sqlite/writer.hpp"

namespace parley::storage::sqlite {
namespace {

/// A writer that tells its store when it is gone.
class owned_writer : public log_writer {
 public:
  owned_writer(std::unique_ptr<log_writer> inner, std::shared_ptr<std::atomic<bool>> open)
      : inner_(std::move(inner)), open_(std::move(open)) {}
  ~owned_writer() override {
    inner_.reset();
    *open_ = false;
  }
  std::vector<outcome> commit(std::span<const submission> batch) override {
    return inner_->commit(batch);
  }
  std::uint64_t epoch() const override { return inner_->epoch(); }
  void idle() override { inner_->idle(); }

 private:
  std::unique_ptr<log_writer> inner_;
  std::shared_ptr<std::atomic<bool>> open_;
};

class sqlite_store : public store {
 public:
  sqlite_store(std::string path, const options& opts, lock_file lock)
      : path_(std::move(path)), options_(opts), lock_(std::move(lock)) {}

  std::string driver() const override { return "sqlite"; }

  base::result<std::unique_ptr<log_writer>> open_writer() override {
    if (writer_open_->exchange(true))
      return base::fail(base::errc::conflict, "", "the store has a writer; it takes one at a time");
    auto writer = sqlite::open_writer(path_, options_);
    if (!writer) {
      *writer_open_ = false;
      return writer;
    }
    return std::make_unique<owned_writer>(std::move(*writer), writer_open_);
  }

  base::result<read_access> open_reader() override {
    auto shared = std::make_shared<reader_connection>(path_, options_);
    return read_access{make_reader(shared), make_catalog(shared), make_jobs(shared),
                       options_.index ? make_search(shared, path_) : nullptr};
  }

  base::result<std::unique_ptr<indexer>> open_indexer() override {
    if (!options_.index) return nullptr;
    return sqlite::open_indexer(path_, options_);
  }

 private:
  std::string path_;
  options options_;
  lock_file lock_;
  std::shared_ptr<std::atomic<bool>> writer_open_ = std::make_shared<std::atomic<bool>>(false);
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
