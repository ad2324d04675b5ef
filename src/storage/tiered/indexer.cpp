#include <algorithm>
#include <utility>

#include "parley/storage/tiered.hpp"
#include "storage/tiered/facets.hpp"

namespace parley::storage::tiered {
namespace {

class tiered_indexer : public indexer {
 public:
  tiered_indexer(std::unique_ptr<indexer> hot, std::unique_ptr<indexer> archive)
      : hot_(std::move(hot)), archive_(std::move(archive)) {}

  base::result<index_state> advance(std::int64_t rows_max) override {
    if (!hot_) return archive_->advance(rows_max);
    auto hot = hot_->advance(rows_max);
    if (!hot || !archive_) return hot;
    // Who is told of an error waits before the next step: first what is hot is found again.
    if (hot->behind > 0 && archive_fails_) return both(*hot);
    const auto archive = archive_->advance(rows_max);
    archive_fails_ = !archive;
    if (archive)
      archive_state_ = *archive;
    else if (hot->behind == 0)
      return archive;
    return both(*hot);
  }

  base::result<void> forget(std::int64_t log) override {
    auto& of = is_archived(log) ? archive_ : hot_;
    return of ? of->forget(is_archived(log) ? in_archive(log) : log) : base::result<void>{};
  }

 private:
  index_state both(const index_state& hot) const {
    return {hot.behind + archive_state_.behind,
            std::min(hot.indexed_upto, archive_state_.indexed_upto)};
  }

  std::unique_ptr<indexer> hot_;
  std::unique_ptr<indexer> archive_;
  index_state archive_state_;   ///< as it said last
  bool archive_fails_ = false;  ///< it failed when it was asked last
};

}  // namespace

std::unique_ptr<indexer> make_indexer(std::unique_ptr<indexer> hot,
                                      std::unique_ptr<indexer> archive) {
  if (!hot && !archive) return nullptr;
  return std::make_unique<tiered_indexer>(std::move(hot), std::move(archive));
}

}  // namespace parley::storage::tiered
