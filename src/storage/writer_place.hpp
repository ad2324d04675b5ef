#pragma once

#include <atomic>
#include <memory>
#include <utility>

#include "parley/storage/log.hpp"

namespace parley::storage {

/// Sees to it that a store has one writer at a time. Its methods are called from any thread;
/// writers may outlive it.
class writer_place {
 public:
  /// Opens a writer with `make` (which gives a base::result) unless there is one already: conflict.
  template <class F>
  base::result<std::unique_ptr<log_writer>> open(F make) {
    if (taken_->exchange(true))
      return base::fail(base::errc::conflict, "", "the store has a writer; it takes one at a time");
    base::result<std::unique_ptr<log_writer>> writer = make();
    if (!writer) {
      *taken_ = false;
      return writer;
    }
    return std::make_unique<owned_writer>(std::move(*writer), taken_);
  }

 private:
  /// A writer that leaves its place when it is gone.
  class owned_writer : public log_writer {
   public:
    owned_writer(std::unique_ptr<log_writer> inner, std::shared_ptr<std::atomic<bool>> taken)
        : inner_(std::move(inner)), taken_(std::move(taken)) {}
    ~owned_writer() override {
      inner_.reset();
      *taken_ = false;
    }
    std::vector<outcome> commit(std::span<const submission> batch) override {
      return inner_->commit(batch);
    }
    std::uint64_t epoch() const override { return inner_->epoch(); }
    void idle() override { inner_->idle(); }

   private:
    std::unique_ptr<log_writer> inner_;
    std::shared_ptr<std::atomic<bool>> taken_;
  };

  std::shared_ptr<std::atomic<bool>> taken_ = std::make_shared<std::atomic<bool>>(false);
};

}  // namespace parley::storage
