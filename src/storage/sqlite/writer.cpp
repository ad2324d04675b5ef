#include "storage/sqlite/writer.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <exception>
#include <iterator>
#include <optional>
#include <utility>

#include "storage/refusal.hpp"
#include "storage/relational/apply.hpp"
#include "storage/sqlite/failure.hpp"
#include "storage/sqlite/housekeeping.hpp"
#include "storage/sqlite/recovery.hpp"
#include "storage/sqlite/transaction.hpp"

namespace parley::storage::sqlite {
namespace {

std::vector<outcome> all(std::size_t n, commit kind, const base::status& error) {
  outcome one;
  one.kind = kind;
  one.error = error;
  return std::vector<outcome>(n, one);
}

bool finishes_purge(const submission& s) {
  return s.purge && s.purge->step == purge_order::phase::finish;
}

class sqlite_writer : public log_writer {
 public:
  /// Throws `failure`.
  sqlite_writer(std::string path, const options& opts)
      : path_(std::move(path)), options_(opts), chores_(options_) {
    open();
    transaction tx{*connection_, *sql_, options_};
    epoch_ = tx.raise_epoch();
    tx.commit();
  }

  ~sqlite_writer() override {
    if (broken_) return;
    try {
      connection_->checkpoint(checkpoint_mode::truncate);
    } catch (const failure&) {
      // The log keeps everything; whoever opens the store next moves it into the file.
    }
  }

  std::vector<outcome> commit(std::span<const submission> batch) override {
    if (!broken_) guarded([this] { chores_.before_commit(*connection_, *sql_); });
    if (auto ready = recover(); !ready)
      return all(batch.size(), storage::commit::rejected, ready.error());
    const bool says_purged = std::any_of(batch.begin(), batch.end(), finishes_purge);
    if (says_purged && !empty_log()) return without_finishing(batch);
    auto outcomes = attempt(batch);
    return outcomes ? std::move(*outcomes) : each_alone(batch);
  }

  std::uint64_t epoch() const override { return epoch_; }

  void idle() override {
    if (recover()) guarded([this] { chores_.idle(*connection_, *sql_); });
  }

 private:
  void open() {
    connection_.emplace(path_, options_, access::write);
    make_durable(*connection_);
    sql_.emplace(connection_->handle());
    chores_.restarted();
    broken_ = false;
  }

  /// What was removed is in the write-ahead log until that is emptied: before an erasing is said to
  /// be done, nothing of it may be left in a file.
  bool empty_log() {
    bool emptied = false;
    guarded([&] { emptied = connection_->checkpoint(checkpoint_mode::truncate); });
    return emptied && !broken_;
  }

  /// A reader was in the way of emptying the log.
  std::vector<outcome> without_finishing(std::span<const submission> batch) {
    std::vector<outcome> outcomes;
    for (std::size_t i = 0; i < batch.size();) {
      auto end = i;
      while (end < batch.size() && !finishes_purge(batch[end])) ++end;
      auto others = end > i ? commit(batch.subspan(i, end - i))
                            : all(1, storage::commit::rejected, refusal::log_in_use());
      std::move(others.begin(), others.end(), std::back_inserter(outcomes));
      i = std::max(end, i + 1);
    }
    return outcomes;
  }

  /// Replaces a connection that is in doubt.
  base::result<void> recover() {
    if (!broken_) return {};
    sql_.reset();
    connection_.reset();
    try {
      open();
    } catch (const failure& f) {
      return base::fail(f.to_status());
    }
    return {};
  }

  template <class F>
  void guarded(F chore) {
    try {
      chore();
    } catch (const failure& f) {
      broken_ = f.is_io();
    }
  }

  /// The whole batch in one transaction; nullopt when a statement failed and nothing is written.
  std::optional<std::vector<outcome>> attempt(std::span<const submission> batch) {
    std::optional<transaction> tx;
    try {
      tx.emplace(*connection_, *sql_, options_);
    } catch (const failure& f) {
      // No submission has been looked at yet.
      broken_ = f.is_io();
      return all(batch.size(), storage::commit::rejected, f.to_status());
    }
    std::vector<outcome> outcomes;
    outcomes.reserve(batch.size());
    try {
      for (const auto& s : batch) outcomes.push_back(relational::apply(tx->work(), s));
      tx->work().finish();
    } catch (const failure& f) {
      broken_ = f.is_io();
      error_ = f.is_temporary() ? f.to_status() : refusal::poison(f.what());
      return std::nullopt;
    } catch (const std::exception& e) {
      error_ = refusal::poison(e.what());
      return std::nullopt;
    }
    try {
      tx->commit();
    } catch (const failure& f) {
      return not_committed(batch.size(), f);
    }
    return outcomes;
  }

  std::vector<outcome> not_committed(std::size_t n, const failure& f) {
    const int code = f.code() & 0xff;
    if (code == SQLITE_FULL || code == SQLITE_BUSY || code == SQLITE_READONLY)
      return all(n, storage::commit::rejected, f.to_status());
    // The log may hold the transaction or not; only a recovery can tell.
    broken_ = true;
    return all(n, storage::commit::unknown,
               {base::errc::unknown_outcome, "",
                std::string("the store failed while it committed: ") + f.what()});
  }

  std::vector<outcome> each_alone(std::span<const submission> batch) {
    std::vector<outcome> outcomes;
    outcomes.reserve(batch.size());
    for (std::size_t i = 0; i < batch.size(); ++i) {
      if (auto ready = recover(); !ready) {
        const auto rest = all(batch.size() - i, storage::commit::rejected, ready.error());
        outcomes.insert(outcomes.end(), rest.begin(), rest.end());
        break;
      }
      auto alone = attempt(batch.subspan(i, 1));
      if (!alone) alone = all(1, storage::commit::rejected, error_);
      outcomes.push_back(std::move(alone->front()));
    }
    return outcomes;
  }

  std::string path_;
  options options_;
  std::optional<connection> connection_;
  std::optional<write_statements> sql_;
  housekeeping chores_;
  std::uint64_t epoch_ = 0;
  bool broken_ = true;  ///< the connection is to be replaced before anything else
  base::status error_;  ///< why the last attempt failed
};

}  // namespace

base::result<std::unique_ptr<log_writer>> open_writer(const std::string& path,
                                                      const options& opts) {
  try {
    return std::make_unique<sqlite_writer>(path, opts);
  } catch (const failure& f) {
    return base::fail(f.to_status());
  }
}

}  // namespace parley::storage::sqlite
