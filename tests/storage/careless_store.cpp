#include "storage/careless_store.hpp"

#include <utility>

namespace parley::tests {
namespace {

class careless_writer : public storage::log_writer {
 public:
  explicit careless_writer(std::unique_ptr<storage::log_writer> inner) : inner_(std::move(inner)) {}

  std::vector<storage::outcome> commit(std::span<const storage::submission> batch) override {
    std::vector<storage::submission> copy{batch.begin(), batch.end()};
    for (auto& s : copy)
      for (auto& part : s.parts) part.if_last_seq.reset();
    return inner_->commit(copy);
  }
  std::uint64_t epoch() const override { return inner_->epoch(); }

 private:
  std::unique_ptr<storage::log_writer> inner_;
};

class careless_store : public storage::store {
 public:
  explicit careless_store(std::unique_ptr<storage::store> inner) : inner_(std::move(inner)) {}

  std::string driver() const override { return "careless"; }
  base::result<std::unique_ptr<storage::log_writer>> open_writer() override {
    auto inner = inner_->open_writer();
    if (!inner) return inner;
    return std::make_unique<careless_writer>(std::move(*inner));
  }
  base::result<storage::read_access> open_reader() override { return inner_->open_reader(); }

 private:
  std::unique_ptr<storage::store> inner_;
};

}  // namespace

testing::store_factory careless() {
  return [](const storage::open_options& o) -> base::result<std::unique_ptr<storage::store>> {
    auto inner = storage::open_store("memory:", o);
    if (!inner) return inner;
    return std::make_unique<careless_store>(std::move(*inner));
  };
}

}  // namespace parley::tests
