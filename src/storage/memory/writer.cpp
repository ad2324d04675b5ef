#include <exception>
#include <utility>

#include "storage/memory/apply.hpp"
#include "storage/memory/store.hpp"
#include "storage/refusal.hpp"

namespace parley::storage::memory {
namespace {

class memory_writer : public log_writer {
 public:
  explicit memory_writer(std::shared_ptr<tables> t)
      : tables_(std::move(t)), epoch_(tables_->epoch) {}

  ~memory_writer() override {
    std::lock_guard guard{tables_->mutex};
    tables_->writer_open = false;
  }

  std::vector<outcome> commit(std::span<const submission> batch) override {
    std::lock_guard guard{tables_->mutex};
    std::vector<outcome> outcomes;
    for (const auto& s : batch) {
      try {
        outcomes.push_back(apply(*tables_, s));
      } catch (const std::exception& e) {
        outcomes.emplace_back().error = refusal::poison(e.what());
      }
    }
    return outcomes;
  }

  std::uint64_t epoch() const override { return epoch_; }

 private:
  std::shared_ptr<tables> tables_;
  std::uint64_t epoch_;
};

}  // namespace

std::unique_ptr<log_writer> make_writer(std::shared_ptr<tables> t) {
  return std::make_unique<memory_writer>(std::move(t));
}

}  // namespace parley::storage::memory
