#include "redis/failure.hpp"

#include <algorithm>
#include <array>

namespace parley::redis {
namespace {

using namespace std::string_view_literals;

constexpr std::array temporary_codes{
    "LOADING"sv,  "BUSY"sv,       "OOM"sv,          "READONLY"sv,   "MISCONF"sv,
    "NOAUTH"sv,   "WRONGPASS"sv,  "NOPERM"sv,       "MASTERDOWN"sv, "CLUSTERDOWN"sv,
    "TRYAGAIN"sv, "NOREPLICAS"sv, "NOMASTERLINK"sv, "UNBLOCKED"sv};

// Of errors that have no code of their own.
constexpr std::array temporary_texts{"ERR max number of clients"sv, "ERR DISK"sv};

}  // namespace

failure failure::of(std::string_view error) {
  auto text = error.substr(0, error.find_first_of("\r\n"));
  // What follows shows arguments, or the place in a script.
  for (const auto tail : {", with args"sv, " script: "sv, " @user_script"sv})
    text = text.substr(0, text.find(tail));
  std::string code{text.substr(0, text.find(' '))};
  if (code.empty()) code = "ERR";
  for (const auto known : temporary_texts)
    if (text.starts_with(known)) code = "BUSY";
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
