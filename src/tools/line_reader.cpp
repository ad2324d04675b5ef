#include "line_reader.hpp"

namespace parley::tools {

line_reader::line_reader(std::istream& in, std::int64_t line_bytes_max)
    : in_(in), max_(line_bytes_max) {}

line_reader::found line_reader::next() {
  line_.clear();
  auto* from = in_.rdbuf();
  bool any = false;
  bool too_long = false;
  using traits = std::istream::traits_type;
  for (;;) {
    const auto next = from->sbumpc();
    if (traits::eq_int_type(next, traits::eof())) break;
    any = true;
    ++bytes_;
    const char c = traits::to_char_type(next);
    if (static_cast<std::int64_t>(line_.size()) < max_) {
      line_ += c;
    } else {
      too_long = true;
    }
    if (c == '\n') break;
  }
  if (!any) return found::end;
  ++number_;
  if (!too_long) return found::line;
  line_.clear();
  return found::too_long;
}

}  // namespace parley::tools
