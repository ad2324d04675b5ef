#include "storage/postgres/writer.hpp"

#include <algorithm>
#include <exception>
#include <optional>
#include <utility>

#include "parley/base/retry.hpp"
#include "storage/postgres/connection.hpp"
#include "storage/postgres/failure.hpp"
#include "storage/postgres/housekeeping.hpp"
#include "storage/postgres/transaction.hpp"
#include "storage/refusal.hpp"
#include "storage/relational/apply.hpp"

namespace parley::storage::postgres {
namespace {

using outcomes = std::vector<outcome>;

outcomes all(std::size_t n, commit kind, const base::status& error) {
  outcome one;
  one.kind = kind;
  one.error = error;
  return outcomes(n, one);
}

bool erases(const submission& s) { return s.purge || s.erase; }

class postgres_writer : public log_writer {
 public:
  /// Throws `failure`.
  explicit postgres_writer(const options& opts)
      : options_(opts), retry_(*options_.clock), chores_(options_) {
    connection_.emplace(options_);
    epoch_ = transaction::raise_epoch(*connection_);
  }

  outcomes commit(std::span<const submission> batch) override {
    if (auto ready = connect(); !ready)
      return all(batch.size(), storage::commit::rejected, ready.error());
    guarded([this] { chores_.before_commit(*connection_); });
    if (std::any_of(batch.begin(), batch.end(), erases)) chores_.erased();
    auto done = attempt(batch);
    return done ? std::move(*done) : each_alone(batch);
  }

  std::uint64_t epoch() const override { return epoch_; }

  void idle() override {
    if (connect()) guarded([this] { chores_.idle(*connection_); });
  }

 private:
  /// Makes a connection when there is none that works; refuses while it is too early to try again.
  base::result<void> connect() {
    if (connection_ && connection_->is_usable()) return {};
    connection_.reset();
    if (!retry_.is_time())
      return base::fail(failure::lost("the server could not be reached a moment ago").to_status());
    try {
      connection_.emplace(options_);
    } catch (const failure& f) {
      retry_.failed();
      return base::fail(f.to_status());
    }
    retry_.succeeded();
    return {};
  }

  template <class F>
  void guarded(F chore) {
    try {
      chore();
    } catch (const failure&) {
      // It is done another time. A connection that broke is replaced before the next commit.
    }
  }

  /// The whole batch in one transaction; nullopt when it is to be tried one by one, and nothing is
  /// written.
  std::optional<outcomes> attempt(std::span<const submission> batch) {
    std::optional<transaction> tx;
    outcomes done;
    try {
      begin(tx, batch);
      done.reserve(batch.size());
      for (const auto& s : batch) done.push_back(relational::apply(tx->work(), s));
      tx->work().finish();
    } catch (const failure& f) {
      return not_written(batch.size(), f);
    } catch (const std::exception& e) {
      error_ = refusal::poison(e.what());
      return std::nullopt;
    }
    try {
      tx->commit();
    } catch (const failure& f) {
      if (!f.is_lost()) return not_written(batch.size(), f);
      tx.reset();
      connection_.reset();
      return all(batch.size(), storage::commit::unknown,
                 {base::errc::unknown_outcome, "",
                  std::string("the store failed while it committed: ") + f.what()});
    }
    return done;
  }

  /// A connection that broke while nobody looked is replaced once, since nothing was written on it.
  void begin(std::optional<transaction>& tx, std::span<const submission> batch) {
    try {
      tx.emplace(*connection_, batch);
      return;
    } catch (const failure& f) {
      if (!f.is_lost()) throw;
    }
    connection_.reset();
    if (auto ready = connect(); !ready) throw failure::lost(ready.error().text);
    tx.emplace(*connection_, batch);
  }

  std::optional<outcomes> not_written(std::size_t n, const failure& f) {
    error_ = f.is_temporary() ? f.to_status() : refusal::poison(f.what());
    // What nobody of the batch is to blame for befalls each of them; who was in somebody's way may
    // not be when it is alone.
    if (f.is_temporary() && !f.is_serialization()) return all(n, storage::commit::rejected, error_);
    return std::nullopt;
  }

  outcomes each_alone(std::span<const submission> batch) {
    outcomes done;
    done.reserve(batch.size());
    for (std::size_t i = 0; i < batch.size(); ++i) {
      if (auto ready = connect(); !ready) {
        const auto rest = all(batch.size() - i, storage::commit::rejected, ready.error());
        done.insert(done.end(), rest.begin(), rest.end());
        break;
      }
      auto alone = attempt(batch.subspan(i, 1));
      if (!alone) alone = all(1, storage::commit::rejected, error_);
      done.push_back(std::move(alone->front()));
    }
    return done;
  }

  options options_;
  base::retry retry_;
  std::optional<connection> connection_;
  housekeeping chores_;
  std::uint64_t epoch_ = 0;
  base::status error_;  ///< why the last attempt failed
};

}  // namespace

base::result<std::unique_ptr<log_writer>> open_writer(const options& opts) {
  try {
    return std::make_unique<postgres_writer>(opts);
  } catch (const failure& f) {
    return base::fail(f.to_status());
  }
}

}  // namespace parley::storage::postgres
