#include "redis/failure.hpp"

#include <algorithm>
#include <array>

namespace parley::redis {
namespace {

using namespace std::string_view_literals;

constexpr std::array temporary_codes{
    "LOADING"sv,  "BUSY"sv,       "OOM"sv,          "READONLY"sv,   "MISCONF"sv,
    "NOAUTH"sv,   "WRONGPASS"sv,  "NOPERM"sv,       "MASTERDOWN"sv, "CLUSTERDOWN"sv,
    "TRYAGAIN"sv, "NOREPLICAS"sv, "NOMASTERLINK"sv, "UNBLOCKED"sv,  "DENIED"sv};

/// The code of errors that have none of their own.
struct coded {
  std::string_view text;
  const char* code;
};
constexpr std::array coded_texts{coded{"ERR max number of clients"sv, "BUSY"},
                                 coded{"ERR DISK"sv, "BUSY"},
                                 coded{"ERR The user executing the script can't run"sv, "NOPERM"},
                                 coded{"ERR ACL failure in script"sv, "NOPERM"}};

/// Redis 6 puts what went wrong in a script behind where: `ERR Error running script (call to
/// f_...): @user_script:5: @user_script: 5: -OOM command ...`.
std::string_view within_script(std::string_view error) {
  constexpr auto begin = "ERR Error running script"sv;
  constexpr auto place = ": -"sv;
  const auto at = error.starts_with(begin) ? error.find(place) : error.npos;
  return at == error.npos ? error : error.substr(at + place.size());
}

}  // namespace

failure failure::of(std::string_view error) {
  auto text = within_script(error.substr(0, error.find_first_of("\r\n")));
  // What follows shows arguments, or the place in a script.
  for (const auto tail : {", with args"sv, " script: "sv, " @user_script"sv})
    text = text.substr(0, text.find(tail));
  std::string code{text.substr(0, text.find(' '))};
  if (code.empty()) code = "ERR";
  for (const auto& known : coded_texts)
    if (text.starts_with(known.text)) code = known.code;
  return {code, std::string{text}};
}

bool failure::is_temporary() const {
  return is_lost() ||
         std::find(temporary_codes.begin(), temporary_codes.end(), code_) != temporary_codes.end();
}

base::status failure::to_status() const {
  if (!is_temporary())
    return {base::errc::internal, "", std::string("the store failed: ") + what()};
  constexpr std::int64_t retry_after_ms = 1000;
  return {base::errc::unavailable, "", std::string("the store is away: ") + what(), retry_after_ms};
}

}  // namespace parley::redis
