#define CAF_SUITE status

#include "parley/base/status.hpp"

#include <set>

#include "caf/test/unit_test.hpp"
#include "parley/base/version.hpp"

using namespace parley::base;

CAF_TEST(every code has its own name) {
  std::set<std::string> names;
  const auto last = static_cast<int>(errc::unknown_outcome);
  for (int i = 1; i <= last; ++i) {
    const auto name = std::string{to_string(static_cast<errc>(i))};
    CAF_CHECK(names.insert(name).second);
    CAF_CHECK(name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == std::string::npos);
  }
  CAF_CHECK_EQUAL(to_string(errc::session_exists), "session_exists");
  CAF_CHECK_EQUAL(to_string(static_cast<errc>(last + 1)), "internal");
}

CAF_TEST(a status in words) {
  CAF_CHECK_EQUAL(to_string(status{errc::not_found, "", "", 0}), "not_found");
  CAF_CHECK_EQUAL(to_string(status{errc::not_found, "", "No such session.", 0}),
                  "not_found: No such session.");
  CAF_CHECK_EQUAL(to_string(status{errc::invalid_argument, "role", "Bad.", 0}),
                  "invalid_argument: Bad. (role)");
}

CAF_TEST(a failed result carries its status) {
  const result<int> failed = fail(errc::overloaded, "", "Full.", 250);
  CAF_REQUIRE(!failed);
  CAF_CHECK(failed.error() == (status{errc::overloaded, "", "Full.", 250}));
}

CAF_TEST(the version is three numbers) {
  const auto text = version();
  CAF_CHECK_EQUAL(std::count(text.begin(), text.end(), '.'), 2);
  CAF_CHECK(text.find_first_not_of("0123456789.") == std::string_view::npos);
}
