/// Lists among a million sessions and search among a million messages in PostgreSQL. The store is
/// made with COPY (PARLEY_BENCH_SESSIONS, one message each) on a server of its own, or once and for
/// all in the database that PARLEY_BENCH_POSTGRES names.
#include <memory>

#include "bench.hpp"
#include "million_questions.hpp"
#include "parley/storage/store.hpp"
#include "postgres_fill.hpp"
#include "storage/postgres_server.hpp"

using namespace parley;
using namespace parley::benchmarks;

int main() {
  const auto sessions = setting("PARLEY_BENCH_SESSIONS", 1000000);
  const char* kept = std::getenv("PARLEY_BENCH_POSTGRES");
  std::unique_ptr<tests::postgres_server> server;
  std::string uri = kept ? kept : "";
  if (!kept) {
    server = std::make_unique<tests::postgres_server>();
    uri = server->uri(server->fresh());
  }
  million::fill_postgres(uri, sessions, [](std::int64_t) { return true; });
  const auto store = storage::open_store(uri, {}).value();
  const auto read = store->open_reader().value();
  million::ask_lists(*read.catalog, sessions);
  million::ask_searches(*read.search, sessions);
}
