#include "parley/telemetry/exposition.hpp"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <limits>

namespace parley::telemetry {

namespace {

prometheus::MetricType type_of(metric_kind kind) {
  switch (kind) {
    case metric_kind::counter:
      return prometheus::MetricType::Counter;
    case metric_kind::gauge:
      return prometheus::MetricType::Gauge;
    case metric_kind::histogram:
      return prometheus::MetricType::Histogram;
  }
  return prometheus::MetricType::Untyped;
}

prometheus::ClientMetric& add(prometheus::MetricFamily& to, const exposition::labels& of) {
  auto& made = to.metric.emplace_back();
  for (const auto& [name, value] : of) made.label.push_back({name, value});
  return made;
}

}  // namespace

struct exposition::page {
  std::vector<prometheus::MetricFamily> metrics;
};

exposition::exposition() : page_(std::make_unique<page>()) {}
exposition::~exposition() = default;

void exposition::begin(metric_kind kind, std::string_view name, std::string_view help) {
  auto& made = page_->metrics.emplace_back();
  made.name = "parley_" + std::string{name};
  made.help = help;
  made.type = type_of(kind);
}

void exposition::sample(double value, const labels& of) {
  auto& to = page_->metrics.back();
  auto& made = add(to, of);
  if (to.type == prometheus::MetricType::Counter)
    made.counter.value = value;
  else
    made.gauge.value = value;
}

void exposition::sample(const histogram& value, double unit, const labels& of) {
  const auto now = value.read();
  auto& made = add(page_->metrics.back(), of).histogram;
  std::uint64_t so_far = 0;
  for (std::size_t i = 0; i < now.counts.size(); ++i) {
    so_far += now.counts[i];
    const auto upto = i < now.bounds.size() ? static_cast<double>(now.bounds[i]) / unit
                                            : std::numeric_limits<double>::infinity();
    made.bucket.push_back({so_far, upto});
  }
  made.sample_count = so_far;
  made.sample_sum = static_cast<double>(now.sum) / unit;
}

std::string exposition::text() const {
  return prometheus::TextSerializer{}.Serialize(page_->metrics);
}

}  // namespace parley::telemetry
