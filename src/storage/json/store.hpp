#pragma once

#include <memory>
#include <string>

#include "parley/storage/store.hpp"
#include "storage/json/open_journal.hpp"
#include "storage/json/opening.hpp"
#include "storage/json/options.hpp"
#include "storage/lock_file.hpp"
#include "storage/writer_place.hpp"

namespace parley::storage::json {

/// A folder of files, all of which is in memory while it is open.
class folder_store : public store {
 public:
  /// What was found at the opening; the folder's files are those of the tables.
  const opened& report() const { return opened_; }
  memory::tables& tables() { return *tables_; }
  /// For who changes the tables while no writer is open.
  open_journal& journal() { return *journal_; }
  /// Drops what is in memory and reads the folder again. While no writer is open.
  base::result<void> reload();

  std::string driver() const override { return "json"; }
  std::string durability() const override;
  base::result<std::unique_ptr<log_writer>> open_writer() override;
  base::result<read_access> open_reader() override;

  /// The folder is made when it is missing, that above it is not. unavailable when another process
  /// has it; else see open_folder.
  static base::result<std::unique_ptr<folder_store>> open(const std::string& path,
                                                          const options& opts);

 private:
  folder_store(std::string path, const options& opts);
  base::result<void> load();

  std::string path_;
  lock_file lock_;
  std::shared_ptr<disk> disk_;
  std::shared_ptr<open_journal> journal_;
  std::shared_ptr<memory::tables> tables_;
  opened opened_;
  writer_place place_;
};

}  // namespace parley::storage::json
