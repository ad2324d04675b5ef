#define CAF_SUITE e2e_crash_book
#define CAF_TEST_NO_MAIN
#include "crash_book.hpp"

#include <algorithm>

#include "caf/test/unit_test.hpp"

namespace parley::e2e {

void crash_book::enter(const std::vector<attempt>& attempts) {
  for (const auto& asked : attempts) {
    auto& entries = attempts_[asked.session];
    const auto same = std::find_if(entries.begin(), entries.end(), [&](const attempt& a) {
      return a.messages.front() == asked.messages.front();
    });
    if (same == entries.end()) {
      entries.push_back(asked);
    } else if (!asked.acknowledged.empty()) {
      same->acknowledged = asked.acknowledged;
    }
  }
}

void crash_book::check(const std::string& session, rest& api) const {
  const auto history = api.history(session);
  CAF_REQUIRE(history);
  const auto entries = attempts_.find(session);
  const auto wrong = contradiction(
      entries == attempts_.end() ? std::vector<attempt>{} : entries->second, *history);
  if (wrong) CAF_FAIL(session << ": " << *wrong);
  CAF_CHECK(!wrong);
}

void crash_book::check_all(rest& api) const {
  for (const auto& [session, entries] : attempts_) check(session, api);
}

}  // namespace parley::e2e
