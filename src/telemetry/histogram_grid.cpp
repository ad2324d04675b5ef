#include "parley/telemetry/histogram_grid.hpp"

#include <memory>

namespace parley::telemetry {

histogram_grid::histogram_grid(std::size_t rows, std::size_t columns,
                               std::span<const std::int64_t> bounds)
    : columns_(columns), bounds_(bounds), cells_(rows * columns) {}

histogram_grid::~histogram_grid() {
  for (auto& cell : cells_) delete cell.load();
}

void histogram_grid::record(std::size_t row, std::size_t column, std::int64_t value) {
  auto& cell = cells_[row * columns_ + column];
  auto* found = cell.load(std::memory_order_acquire);
  if (!found) {
    auto fresh = std::make_unique<histogram>(bounds_);
    // Of two threads that come first together, one is too late and takes the other's.
    if (cell.compare_exchange_strong(found, fresh.get(), std::memory_order_acq_rel))
      found = fresh.release();
  }
  found->record(value);
}

void histogram_grid::visit(const visitor& see) const {
  for (std::size_t i = 0; i < cells_.size(); ++i)
    if (const auto* found = cells_[i].load(std::memory_order_acquire))
      see(i / columns_, i % columns_, *found);
}

}  // namespace parley::telemetry
