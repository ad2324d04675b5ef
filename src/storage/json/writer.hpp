#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "parley/storage/log.hpp"
#include "storage/json/disk.hpp"
#include "storage/json/files.hpp"
#include "storage/json/open_journal.hpp"

namespace parley::storage::json {

/// Writes into tables in memory, and the files that a batch changes behind them. A batch is
/// acknowledged when its journal is durable; while the disk takes neither a journal nor what the
/// last one says, batches are rejected as unavailable. One whose files are large together is
/// carried out submission by submission; one submission that would make a file larger than a store
/// reads is rejected as too_large. Readers see a batch when it is acknowledged.
class writer : public log_writer {
 public:
  /// Raises the epoch of `record`, which is what the folder has. What an earlier writer left in the
  /// journal is brought to an end first; an error when that cannot be.
  static base::result<std::unique_ptr<writer>> open(std::shared_ptr<disk> d,
                                                    std::shared_ptr<open_journal> journal,
                                                    std::shared_ptr<memory::tables> t,
                                                    store_record record);
  ~writer() override;

  std::vector<outcome> commit(std::span<const submission> batch) override;
  std::uint64_t epoch() const override { return record_.next.epoch; }
  void idle() override;

 private:
  writer(std::shared_ptr<disk> d, std::shared_ptr<open_journal> journal,
         std::shared_ptr<memory::tables> t, store_record record);

  std::optional<base::status> fence();
  base::result<void> make_room();
  std::vector<outcome> take(std::span<const submission> batch);
  /// nullopt: nothing of the batch is written, since it is poison or too large to be one.
  std::optional<std::vector<outcome>> attempt(std::span<const submission> batch, std::string& why);
  /// Of what the tables have changed; nullopt: it is durable, or there was nothing.
  std::optional<journal_failure> keep(file_changes changes, std::size_t file_bytes_max);
  void undo();
  /// Idempotency-Keys that are too old go, once in a while, those of a few sessions at a time.
  void forget_effects();
  /// Whether there are more; an error when nothing is forgotten.
  base::result<bool> forget_effects_of(std::size_t sessions);

  std::shared_ptr<disk> disk_;
  std::shared_ptr<open_journal> journal_;
  std::shared_ptr<memory::tables> tables_;
  store_record record_;  ///< as the folder has it
  base::timestamp forgets_at_{};
  std::size_t wanted_bytes_ = 0;  ///< how many the disk is asked for before the next batch
};

}  // namespace parley::storage::json
