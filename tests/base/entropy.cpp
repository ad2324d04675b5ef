#define CAF_SUITE entropy

#include "parley/base/entropy.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <set>
#include <thread>
#include <vector>

#include "caf/test/unit_test.hpp"

using namespace parley::base;

CAF_TEST(threads draw different words) {
  constexpr std::size_t threads = 4;
  constexpr std::size_t words = 1000;
  std::vector<std::vector<std::uint64_t>> drawn(threads);
  std::vector<std::thread> running;
  for (auto& mine : drawn)
    running.emplace_back([&mine] {
      for (std::size_t i = 0; i < words; ++i) mine.push_back(system_entropy().next());
    });
  for (auto& t : running) t.join();
  std::set<std::uint64_t> all;
  for (const auto& mine : drawn) all.insert(mine.begin(), mine.end());
  CAF_CHECK_EQUAL(all.size(), threads * words);
}

CAF_TEST(every bit is sometimes set and sometimes not ) {
  std::uint64_t seen_set = 0;
  std::uint64_t seen_clear = 0;
  for (int i = 0; i < 200; ++i) {
    const auto word = system_entropy().next();
    seen_set |= word;
    seen_clear |= ~word;
  }
  CAF_CHECK_EQUAL(seen_set, ~std::uint64_t{0});
  CAF_CHECK_EQUAL(seen_clear, ~std::uint64_t{0});
}

CAF_TEST(a child process does not repeat its parent) {
  system_entropy().next();  // fills the buffer that the child gets a copy of
  int channel[2];
  CAF_REQUIRE_EQUAL(pipe(channel), 0);
  const auto child = fork();
  CAF_REQUIRE(child >= 0);
  if (child == 0) {
    const auto word = system_entropy().next();
    _exit(write(channel[1], &word, sizeof word) == sizeof word ? 0 : 1);
  }
  const auto mine = system_entropy().next();
  std::uint64_t others = 0;
  CAF_REQUIRE_EQUAL(read(channel[0], &others, sizeof others), ssize_t{sizeof others});
  int exit_status = -1;
  CAF_REQUIRE_EQUAL(waitpid(child, &exit_status, 0), child);
  CAF_CHECK_EQUAL(exit_status, 0);
  CAF_CHECK(mine != others);
  close(channel[0]);
  close(channel[1]);
}
