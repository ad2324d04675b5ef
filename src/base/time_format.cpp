#include <algorithm>

#include "parley/base/time.hpp"

namespace parley::base {

namespace {

void put_digits(char* at, int count, std::int64_t value) {
  for (int i = count - 1; i >= 0; --i) {
    at[i] = static_cast<char>('0' + value % 10);
    value /= 10;
  }
}

}  // namespace

std::string format_time(timestamp t) {
  using namespace std::chrono;
  constexpr timestamp first = sys_days{year{0} / January / 1};
  constexpr timestamp last = sys_days{year{10000} / January / 1} - microseconds{1};
  t = std::clamp(t, first, last);

  const auto day = floor<days>(t);
  const year_month_day date{day};
  const std::int64_t of_day = (t - day).count();
  const std::int64_t seconds = of_day / 1000000;

  std::string out = "0000-00-00T00:00:00.000000Z";
  put_digits(&out[0], 4, static_cast<int>(date.year()));
  put_digits(&out[5], 2, static_cast<unsigned>(date.month()));
  put_digits(&out[8], 2, static_cast<unsigned>(date.day()));
  put_digits(&out[11], 2, seconds / 3600);
  put_digits(&out[14], 2, seconds / 60 % 60);
  put_digits(&out[17], 2, seconds % 60);
  put_digits(&out[20], 6, of_day % 1000000);
  return out;
}

}  // namespace parley::base
