#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "parley/base/entropy.hpp"
#include "parley/base/ids.hpp"
#include "parley/domain/message.hpp"

namespace parley::benchmarks {

using steady = std::chrono::steady_clock;

inline double seconds_since(steady::time_point start) {
  return std::chrono::duration<double>(steady::now() - start).count();
}

inline double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values.empty() ? 0 : values[values.size() / 2];
}

/// `share` of 0.99 for the 99th percentile.
inline double percentile(std::vector<double> values, double share) {
  std::sort(values.begin(), values.end());
  if (values.empty()) return 0;
  return values[std::min(values.size() - 1, static_cast<std::size_t>(share * values.size()))];
}

/// A number from the environment: what scales a run.
inline std::int64_t setting(const char* name, std::int64_t fallback) {
  const char* value = std::getenv(name);
  return value ? std::atoll(value) : fallback;
}

/// A folder of its own, removed at the end. On the disk of PARLEY_BENCH_DIR, else of the build.
class scratch {
 public:
  explicit scratch(const std::string& name) {
    const char* base = std::getenv("PARLEY_BENCH_DIR");
    path_ = std::filesystem::absolute(base ? base : ".") / ("bench-" + name);
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_);
  }
  ~scratch() { std::filesystem::remove_all(path_); }
  /// Where it is, absolute.
  std::filesystem::path path() const { return path_; }
  std::string uri(const std::string& file) const { return "sqlite:" + (path_ / file).string(); }

 private:
  std::filesystem::path path_;
};

/// The messages of every run: a user's 200 and an assistant's 800 characters in turn.
inline domain::message make_message(std::uint64_t n) {
  static const std::string short_text(200, 'q');
  static const std::string long_text(800, 'a');
  domain::message m;
  m.role = n % 2 ? "assistant" : "user";
  m.sender_id = m.role;
  m.content = n % 2 ? long_text : short_text;
  return m;
}

/// The same, as the writer needs it: complete.
inline domain::message make_entry(std::uint64_t n) {
  auto m = make_message(n);
  m.id_suffix = base::make_suffix(base::system_entropy());
  m.timestamp = m.received_at = base::system_clock().now();
  m.body_digest = domain::body_digest(m);
  return m;
}

}  // namespace parley::benchmarks
