#include <optional>

#include "parley/base/time.hpp"

namespace parley::base {

namespace {

/// Walks over the text; every step says whether it matched.
class scanner {
 public:
  explicit scanner(std::string_view text) : rest_(text) {}

  bool done() const { return rest_.empty(); }

  bool one_of(std::string_view allowed) {
    if (rest_.empty() || allowed.find(rest_.front()) == std::string_view::npos) return false;
    rest_.remove_prefix(1);
    return true;
  }

  std::optional<int> digit() {
    if (rest_.empty() || rest_.front() < '0' || rest_.front() > '9') return std::nullopt;
    const int value = rest_.front() - '0';
    rest_.remove_prefix(1);
    return value;
  }

  /// Exactly `count` digits, of a value up to `max`.
  bool number(int count, int max, int& out) {
    out = 0;
    for (int i = 0; i < count; ++i) {
      const auto d = digit();
      if (!d) return false;
      out = 10 * out + *d;
    }
    return out <= max;
  }

 private:
  std::string_view rest_;
};

struct date_and_time {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
  std::int64_t micros = 0;
  int offset_minutes = 0;
};

bool scan_fraction(scanner& s, std::int64_t& micros) {
  if (!s.one_of(".")) return true;
  std::int64_t unit = 100000;
  int digits = 0;
  while (const auto d = s.digit()) {
    micros += *d * unit;
    unit /= 10;  // from the seventh digit on 0: cut
    ++digits;
  }
  return digits > 0;
}

bool scan_offset(scanner& s, int& minutes) {
  if (s.done() || s.one_of("Zz")) return true;
  int sign = 0;
  if (s.one_of("+")) sign = 1;
  if (sign == 0 && s.one_of("-")) sign = -1;
  int hour = 0;
  int minute = 0;
  if (sign == 0 || !s.number(2, 23, hour) || !s.one_of(":") || !s.number(2, 59, minute))
    return false;
  minutes = sign * (60 * hour + minute);
  return true;
}

/// A second of 60 is a leap second; it is taken for the one after it.
bool scan(scanner s, date_and_time& t) {
  return s.number(4, 9999, t.year) && s.one_of("-") && s.number(2, 12, t.month) && s.one_of("-") &&
         s.number(2, 31, t.day) && s.one_of("Tt ") && s.number(2, 23, t.hour) && s.one_of(":") &&
         s.number(2, 59, t.minute) && s.one_of(":") && s.number(2, 60, t.second) &&
         scan_fraction(s, t.micros) && scan_offset(s, t.offset_minutes) && s.done();
}

}  // namespace

result<timestamp> parse_time(std::string_view text) {
  using namespace std::chrono;
  const auto refused = [] {
    return fail(errc::invalid_argument, "",
                "A time must be written as in RFC 3339: 2026-01-02T03:04:05.678901Z, with Z, an "
                "offset such as +02:00, or none for UTC, in the years 0000 to 9999.");
  };
  date_and_time t;
  if (!scan(scanner{text}, t)) return refused();
  const year_month_day date{year{t.year}, month{static_cast<unsigned>(t.month)},
                            day{static_cast<unsigned>(t.day)}};
  if (!date.ok()) return refused();
  const timestamp out = sys_days{date} + hours{t.hour} + minutes{t.minute} + seconds{t.second} +
                        microseconds{t.micros} - minutes{t.offset_minutes};
  constexpr timestamp first = sys_days{year{0} / January / 1};
  constexpr timestamp end = sys_days{year{10000} / January / 1};
  if (out < first || out >= end) return refused();
  return out;
}

}  // namespace parley::base
