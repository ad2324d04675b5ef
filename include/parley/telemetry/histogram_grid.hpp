#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "parley/telemetry/histogram.hpp"

namespace parley::telemetry {

/// A histogram for each pair of labels, made when the pair occurs first. Any thread, no lock.
class histogram_grid {
 public:
  histogram_grid(std::size_t rows, std::size_t columns, std::span<const std::int64_t> bounds);
  ~histogram_grid();
  histogram_grid(const histogram_grid&) = delete;
  histogram_grid& operator=(const histogram_grid&) = delete;

  /// `row` and `column` are below what was given.
  void record(std::size_t row, std::size_t column, std::int64_t value);

  using visitor = std::function<void(std::size_t row, std::size_t column, const histogram&)>;
  /// Those that occurred, by row, then by column.
  void visit(const visitor& see) const;

 private:
  std::size_t columns_;
  std::span<const std::int64_t> bounds_;
  std::vector<std::atomic<histogram*>> cells_;
};

}  // namespace parley::telemetry
