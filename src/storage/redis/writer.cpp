#include "storage/redis/writer.hpp"

#include <algorithm>
#include <exception>
#include <optional>
#include <utility>

#include "redis/failure.hpp"
#include "redis/script.hpp"
#include "storage/redis/link.hpp"
#include "storage/redis/scripts.hpp"
#include "storage/redis/transaction.hpp"
#include "storage/refusal.hpp"
#include "storage/relational/apply.hpp"

namespace parley::storage::redis {
namespace {

using outcomes = std::vector<outcome>;

// Old keys go in slices, one after another while there are more.
constexpr std::chrono::minutes forget_interval{1};
constexpr std::chrono::milliseconds forget_pause{100};
constexpr std::int64_t forgotten_at_once = 1000;

/// Nothing that is stored grows by it, but for what removing has to note.
bool frees_memory(const submission& s) {
  if (s.create || s.summary || s.setting || !s.parts.empty()) return false;
  // A session that is over is on its way into an archive.
  if (s.update) return s.update->status != domain::session_status::active;
  using phase = move_order::phase;
  return !s.move || (s.move->step != phase::stage && s.move->step != phase::arrive);
}

outcomes all(std::size_t n, commit kind, const base::status& error) {
  outcome one;
  one.kind = kind;
  one.error = error;
  return outcomes(n, one);
}

class redis_writer : public log_writer {
 public:
  /// Throws `failure`.
  redis_writer(const options& opts, std::shared_ptr<identity> store)
      : link_(opts), store_(std::move(store)) {
    client::run(link_.opened(), probe_script(), {opts.prefix + "probe"}, {});
    claim_ = transaction::raise_epoch({link_.opened(), link_.opts(), store_, cache_});
  }

  outcomes commit(std::span<const submission> batch) override {
    guarded([this] { forget_effects(); });
    auto done = attempt(batch);
    return done ? std::move(*done) : each_alone(batch);
  }

  std::uint64_t epoch() const override { return claim_.epoch; }

  void idle() override {
    guarded([this] { forget_effects(); });
  }

 private:
  write_place place() { return {link_.opened(), link_.opts(), store_, cache_, &claim_}; }

  template <class F>
  void guarded(F chore) {
    try {
      chore();
    } catch (const client::failure& f) {
      // It is done another time.
      if (f.is_lost()) link_.drop();
    }
  }

  void forget_effects() {
    const auto& opts = link_.opts();
    const auto now = opts.clock->monotonic();
    if (now < forget_at_) return;
    forget_at_ = now + forget_interval;
    transaction tx{place(), {}};
    if (tx.work().epoch() != claim_.epoch) return;
    const auto oldest = opts.clock->now() - std::chrono::seconds{opts.limits.idempotency_s};
    const auto forgotten = tx.rows().forget_effects(oldest, forgotten_at_once);
    if (forgotten == 0) return;
    tx.commit(transaction::when_full::write);
    if (forgotten == forgotten_at_once) forget_at_ = now + forget_pause;
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
    } catch (const client::failure& f) {
      return not_written(batch, f);
    } catch (const std::exception& e) {
      error_ = refusal::poison(e.what());
      return std::nullopt;
    }
    if (tx->empty()) return done;
    const bool frees = std::all_of(batch.begin(), batch.end(), frees_memory);
    try {
      using when_full = transaction::when_full;
      if (tx->commit(frees ? when_full::write : when_full::refuse) == transaction::ending::written)
        return done;
      error_ = {base::errc::unavailable, "", "another process has written to the store meanwhile"};
      return std::nullopt;
    } catch (const client::failure& f) {
      if (!f.is_lost()) return not_written(batch, f);
      link_.drop();
      return all(batch.size(), storage::commit::unknown,
                 {base::errc::unknown_outcome, "",
                  std::string("the store failed while it committed: ") + f.what()});
    }
  }

  /// A connection that broke while nobody looked is replaced once, since nothing was written on it.
  void begin(std::optional<transaction>& tx, std::span<const submission> batch) {
    try {
      tx.emplace(place(), batch);
      return;
    } catch (const client::failure& f) {
      if (!f.is_lost()) throw;
    }
    link_.drop();
    tx.emplace(place(), batch);
  }

  std::optional<outcomes> not_written(std::span<const submission> batch, const client::failure& f) {
    if (f.is_lost()) link_.drop();
    // What nobody of the batch is to blame for befalls each of them.
    const bool of_all = f.is_temporary() || f.is_damage();
    error_ = of_all ? f.to_status() : refusal::poison(f.what());
    const bool some_can = f.code() == "OOM" && batch.size() > 1 &&
                          std::any_of(batch.begin(), batch.end(), frees_memory);
    if (of_all && !some_can) return all(batch.size(), storage::commit::rejected, error_);
    return std::nullopt;
  }

  outcomes each_alone(std::span<const submission> batch) {
    outcomes done;
    done.reserve(batch.size());
    for (std::size_t i = 0; i < batch.size(); ++i) {
      auto alone = attempt(batch.subspan(i, 1));
      if (!alone) alone = all(1, storage::commit::rejected, error_);
      done.push_back(std::move(alone->front()));
    }
    return done;
  }

  link link_;
  std::shared_ptr<identity> store_;
  row_cache cache_;
  claim claim_;
  std::chrono::microseconds forget_at_{};
  base::status error_;  ///< why the last attempt failed
};

}  // namespace

base::result<std::unique_ptr<log_writer>> open_writer(const options& opts,
                                                      std::shared_ptr<identity> store) {
  try {
    return std::make_unique<redis_writer>(opts, std::move(store));
  } catch (const client::failure& f) {
    return base::fail(f.to_status());
  }
}

}  // namespace parley::storage::redis
