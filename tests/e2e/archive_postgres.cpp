#define CAF_SUITE e2e_archive_postgres
#include <iostream>

#include "archive_cases.hpp"
#include "caf/test/unit_test.hpp"
#include "storage/postgres_server.hpp"

// A SQLite store with a PostgreSQL database as its archive.

using namespace parley;

namespace {

struct beside_postgres {
  tests::postgres_server* postgres = tests::shared_postgres();
  e2e::scratch_folder files;

  void in_new_stores(void (*body)(const e2e::two_stores&)) {
    if (!postgres) {
      std::cerr << tests::no_postgres << "\n";
      return;
    }
    body({files.store("hot.db"), postgres->uri(postgres->fresh())});
  }
};

}  // namespace

CAF_TEST_FIXTURE_SCOPE(e2e_archive_postgres, beside_postgres)

CAF_TEST(archived_sessions_are_as_before) { in_new_stores(e2e::archived_sessions_are_as_before); }

CAF_TEST(a_terminal_moves) { in_new_stores(e2e::a_terminal_moves); }

CAF_TEST(whatever_is_killed_nothing_is_lost) {
  in_new_stores(e2e::whatever_is_killed_nothing_is_lost);
}

CAF_TEST(an_example_runs) {
  if (!postgres) {
    std::cerr << tests::no_postgres << "\n";
    return;
  }
  e2e::process::options given;
  given.environment = {{"PARLEY", e2e::program()}};
  e2e::process example("/bin/bash",
                       {PARLEY_SOURCE_DIR "/examples/archive/run.sh", files.file("talks.db"),
                        postgres->uri(postgres->fresh())},
                       given);
  const auto end = example.wait(std::chrono::seconds{120});
  CAF_CHECK_EQUAL(end.code, 0);
  CAF_CHECK(end.out.find("everything worked") != std::string::npos);
  if (end.code != 0) std::cerr << end.out << end.err;
}

CAF_TEST_FIXTURE_SCOPE_END()
