#pragma once

#include <cstdint>
#include <istream>
#include <memory>
#include <string>

#include "parley/base/status.hpp"

namespace parley::tools {

/// A file to import, readable from its beginning as often as needed. What cannot be read twice (a
/// pipe) is kept in a temporary file first, so that a damaged export is noticed before anything of
/// it is sent. A file NAME.json holds one JSON value, an old session file for instance, on as many
/// lines as it likes: it becomes one line.
class import_source {
 public:
  /// `name` "-" is stdin.
  static base::result<import_source> open(const std::string& name);

  const std::string& name() const { return name_; }
  std::int64_t bytes() const { return bytes_; }
  std::istream& from_start();

 private:
  std::string name_;
  std::int64_t bytes_ = 0;
  std::unique_ptr<std::istream> in_;
};

}  // namespace parley::tools
