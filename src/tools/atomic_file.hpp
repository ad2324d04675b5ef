#pragma once

#include <string>
#include <string_view>

#include "parley/base/status.hpp"

namespace parley::tools {

/// A file that appears under its name complete and synced, or not at all: what was there before
/// stays until then.
class atomic_file {
 public:
  explicit atomic_file(std::string path);
  /// Removes what was written when it was not committed.
  ~atomic_file();
  atomic_file(const atomic_file&) = delete;
  atomic_file& operator=(const atomic_file&) = delete;

  base::result<void> open();
  base::result<void> write(std::string_view bytes);
  base::result<void> commit();

 private:
  tl::unexpected<base::status> failed(const char* what) const;

  std::string path_;
  std::string temporary_;
  int file_ = -1;
};

}  // namespace parley::tools
