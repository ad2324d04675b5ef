#pragma once

#include <string>

#include "parley/base/clock.hpp"
#include "parley/base/status.hpp"

namespace parley::storage {

/// `PATH.lock`: held by the process that owns a store, for as long as it does. The kernel lets go
/// of it when the process ends, however it ends. The content says who holds it; it is for people.
class lock_file {
 public:
  /// unavailable when somebody else holds it, with a text that says who.
  static base::result<lock_file> take(const std::string& path, const std::string& note,
                                      base::timestamp now);

  lock_file() = default;
  lock_file(lock_file&& other) noexcept;
  lock_file& operator=(lock_file&& other) noexcept;
  ~lock_file();

 private:
  explicit lock_file(int descriptor) : descriptor_(descriptor) {}

  int descriptor_ = -1;
};

}  // namespace parley::storage
