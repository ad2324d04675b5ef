#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "parley/telemetry/histogram.hpp"

namespace parley::telemetry {

enum class metric_kind : std::uint8_t { counter, gauge, histogram };

/// A page of metrics, written as Prometheus reads it: text format 0.0.4. Used by one thread.
class exposition {
 public:
  static constexpr std::string_view content_type = "text/plain; version=0.0.4; charset=utf-8";

  using labels = std::vector<std::pair<std::string, std::string>>;

  exposition();
  ~exposition();

  /// Begins the next metric; the samples that follow are its own. `name` comes without the prefix
  /// `parley_`, which all have.
  void begin(metric_kind kind, std::string_view name, std::string_view help);

  void sample(double value, const labels& of = {});

  /// Of a histogram; what it counted is divided by `unit`, which turns microseconds into seconds.
  void sample(const histogram& value, double unit, const labels& of = {});

  std::string text() const;

 private:
  struct page;
  std::unique_ptr<page> page_;
};

/// Microseconds in a second.
inline constexpr double per_second = 1e6;

}  // namespace parley::telemetry
