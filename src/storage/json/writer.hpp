#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "parley/storage/log.hpp"
#include "storage/json/disk.hpp"
#include "storage/json/files.hpp"
#include "storage/json/journal.hpp"

namespace parley::storage::json {

/// Writes into tables in memory, and the files that a batch changes behind them. A batch is
/// acknowledged when its journal is durable; while the disk takes neither a journal nor what the
/// last one says, batches are rejected as unavailable. Readers see a batch when it is acknowledged.
class writer : public log_writer {
 public:
  /// Raises the epoch of `record`, which is what the folder has.
  static base::result<std::unique_ptr<writer>> open(std::shared_ptr<disk> d,
                                                    std::shared_ptr<memory::tables> t,
                                                    store_record record);
  ~writer() override;

  std::vector<outcome> commit(std::span<const submission> batch) override;
  std::uint64_t epoch() const override { return record_.next.epoch; }
  void idle() override;

 private:
  writer(std::shared_ptr<disk> d, std::shared_ptr<memory::tables> t, store_record record);

  /// Brings to an end what an earlier commit left; why nothing can be written now.
  std::optional<base::status> recover();
  std::optional<base::status> fence();
  base::result<void> make_room();
  std::vector<outcome> take(std::span<const submission> batch);
  /// nullopt: something of the batch is poison, and nothing is written.
  std::optional<std::vector<outcome>> attempt(std::span<const submission> batch, std::string& why);
  /// Of what the tables have changed; nullopt: it is durable, or there was nothing.
  std::optional<journal_failure> keep(file_changes changes);
  void undo();
  /// Idempotency-Keys that are too old go, once in a while.
  void forget_effects();

  std::shared_ptr<disk> disk_;
  std::shared_ptr<memory::tables> tables_;
  store_record record_;    ///< as the folder has it
  file_changes pending_;   ///< durable as a journal, not yet in the files
  bool doubtful_ = false;  ///< a journal may be there that was told to be unknown
  base::timestamp forgets_at_{};
  std::size_t wanted_bytes_ = 0;  ///< what the last journal would have taken that was refused
};

}  // namespace parley::storage::json
