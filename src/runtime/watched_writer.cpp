#include "runtime/watched_writer.hpp"

#include <algorithm>
#include <utility>

#include "parley/telemetry/log.hpp"
#include "storage/fence.hpp"

namespace parley::runtime {

namespace {

class watched_writer : public storage::log_writer {
 public:
  watched_writer(std::unique_ptr<storage::log_writer> writer, std::shared_ptr<ownership> of)
      : writer_(std::move(writer)), of_(std::move(of)) {}

  std::vector<storage::outcome> commit(std::span<const storage::submission> batch) override {
    auto outcomes = writer_->commit(batch);
    const auto told = std::any_of(outcomes.begin(), outcomes.end(), [](const auto& o) {
      return o.kind == storage::commit::rejected && storage::is_fence_lost(o.error);
    });
    if (told && of_->holds()) {
      of_->lose();
      telemetry::log(telemetry::severity::error, "another process owns the store");
    }
    return outcomes;
  }

  std::uint64_t epoch() const override { return writer_->epoch(); }
  void idle() override { writer_->idle(); }

 private:
  std::unique_ptr<storage::log_writer> writer_;
  std::shared_ptr<ownership> of_;
};

}  // namespace

std::unique_ptr<storage::log_writer> watched(std::unique_ptr<storage::log_writer> writer,
                                             std::shared_ptr<ownership> of) {
  return std::make_unique<watched_writer>(std::move(writer), std::move(of));
}

}  // namespace parley::runtime
