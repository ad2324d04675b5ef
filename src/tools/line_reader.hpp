#pragma once

#include <cstdint>
#include <istream>
#include <string>

namespace parley::tools {

/// Lines of a stream, with a bound: a file without line feeds must not take the memory.
class line_reader {
 public:
  line_reader(std::istream& in, std::int64_t line_bytes_max);

  enum class found { line, too_long, end };

  /// The next line into `line()`, with its line feed as it stands in the file. Of a line that is
  /// too long nothing is kept.
  found next();

  const std::string& line() const { return line_; }
  std::int64_t number() const { return number_; }  ///< of the line, from 1
  std::int64_t bytes() const { return bytes_; }    ///< read so far

 private:
  std::istream& in_;
  std::int64_t max_;
  std::string line_;
  std::int64_t number_ = 0;
  std::int64_t bytes_ = 0;
};

}  // namespace parley::tools
