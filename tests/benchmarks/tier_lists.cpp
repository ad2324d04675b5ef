/// Lists among a million sessions and search among a million messages of which half is in a hot
/// store on SQLite and half in an archive on PostgreSQL, ten by ten. Both are made for the run
/// (PARLEY_BENCH_SESSIONS, one message each).
#include <memory>
#include <random>

#include "bench.hpp"
#include "million.hpp"
#include "million_questions.hpp"
#include "parley/storage/tiered.hpp"
#include "parley/testing/samples.hpp"
#include "postgres_fill.hpp"
#include "storage/postgres_server.hpp"

using namespace parley;
using namespace parley::benchmarks;

namespace {

constexpr std::int64_t batch_sessions = 500;

bool is_hot(std::int64_t n) { return n / 10 % 2 == 0; }

void fill_hot(const std::string& uri, std::int64_t sessions) {
  const auto store = storage::open_store(uri, {}).value();
  const auto writer = store->open_writer().value();
  million::random_source random{1};
  const auto model = testing::sample_session("big", "s", base::system_clock());
  std::vector<storage::submission> batch;
  const auto commit = [&] {
    for (const auto& o : writer->commit(batch))
      if (o.kind != storage::commit::committed) std::abort();
    batch.clear();
  };
  for (std::int64_t i = 1; i <= sessions; ++i) {
    if (!is_hot(i)) continue;
    auto& s = batch.emplace_back();
    s.create = million::record(i, model, random);
    s.session = {s.create->tenant_id, s.create->session_id};
    s.epoch = writer->epoch();
    auto entry = make_entry(0);
    entry.content = million::text(i, random);
    entry.timestamp = entry.received_at = s.create->created_at;
    entry.body_digest = domain::body_digest(entry);
    s.parts.emplace_back().entries.push_back(std::move(entry));
    if (static_cast<std::int64_t>(batch.size()) == batch_sessions) commit();
  }
  commit();
}

}  // namespace

int main() {
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  const auto sessions = setting("PARLEY_BENCH_SESSIONS", 1000000);
  scratch folder{"tiers"};
  tests::postgres_server server;
  const auto archive = server.uri(server.fresh());
  fill_hot(folder.uri("hot.db"), sessions);
  million::fill_postgres(archive, sessions, [](std::int64_t n) { return !is_hot(n); });
  const auto store = storage::open_tiers(folder.uri("hot.db"), archive, {}).value();
  {
    const auto index = store->open_indexer().value();
    while (index->advance(20000).value().behind > 0) continue;
  }
  const auto read = store->open_reader().value();
  million::ask_lists(*read.catalog, sessions);
  million::ask_searches(*read.search, sessions);
}
