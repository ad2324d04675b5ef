/// Lists, search and start among a million sessions and ten million messages. The store is made once
/// (PARLEY_BENCH_SESSIONS, PARLEY_BENCH_MESSAGES each) and kept when PARLEY_BENCH_KEEP names its file.
#include <array>
#include <random>

#include "bench.hpp"
#include "parley/runtime/node.hpp"
#include "parley/storage/store.hpp"
#include "parley/testing/samples.hpp"

using namespace parley;
using namespace parley::benchmarks;

namespace {

using random_source = std::mt19937_64;

/// A word of 50,000, the n-th about 1/n as often as the first, as in real text.
class vocabulary {
 public:
  vocabulary() {
    double sum = 0;
    for (std::size_t i = 0; i < words; ++i) bounds_.push_back(sum += 1.0 / static_cast<double>(i + 1));
  }
  std::string operator()(random_source& random) const {
    const auto at = std::uniform_real_distribution<>{0, bounds_.back()}(random);
    return "w" + std::to_string(std::lower_bound(bounds_.begin(), bounds_.end(), at) - bounds_.begin());
  }

 private:
  static constexpr std::size_t words = 50000;
  std::vector<double> bounds_;
};

const vocabulary word;

std::string text(random_source& random, int n) {
  std::string t;
  for (int i = 0; i < n; ++i) t += (i ? " " : "") + word(random);
  return t;
}

std::string name(std::int64_t i) { return "s" + std::to_string(i); }

domain::session record(std::int64_t i, random_source& random) {
  auto r = testing::sample_session("default", name(i), base::system_clock());
  r.user_id = "user" + std::to_string(random() % 50000);
  r.conversation_id = i % 4 == 0 ? "talk" + std::to_string(i / 40) : r.session_id;
  r.status = static_cast<domain::session_status>(i % 10 == 0 ? 1 : i % 97 == 0 ? 2 : 0);
  if (i % 8 == 7) {
    r.parent_session_id = r.root_session_id = name(i - 7);
    r.depth = 1;
  }
  r.metadata["n"] = i % 1000;
  return r;
}

void fill(storage::store& store, std::int64_t sessions, std::int64_t messages) {
  auto writer = store.open_writer().value();
  random_source random{1};
  constexpr std::int64_t batch_sessions = 60;
  const auto start = steady::now();
  for (std::int64_t i = 0; i < sessions; i += batch_sessions) {
    std::vector<storage::submission> batch;
    for (auto k = i; k < std::min(sessions, i + batch_sessions); ++k) {
      auto& s = batch.emplace_back();
      s.session = {"default", name(k)};
      s.epoch = writer->epoch();
      s.create = record(k, random);
      auto& part = s.parts.emplace_back();
      for (std::int64_t m = 0; m < messages; ++m) {
        auto entry = make_entry(static_cast<std::uint64_t>(m));
        entry.content = text(random, m % 2 ? 25 : 10);
        entry.body_digest = domain::body_digest(entry);
        part.entries.push_back(std::move(entry));
      }
    }
    for (const auto& o : writer->commit(batch))
      if (o.kind != storage::commit::committed) std::abort();
  }
  std::printf("filled_rows_rate %.0f\n",
              static_cast<double>(sessions * messages) / seconds_since(start));
}

void follow(storage::store& store) {
  auto index = store.open_indexer().value();
  const auto start = steady::now();
  const auto behind = index->advance(0)->behind;
  for (auto left = behind; left > 0;) left = index->advance(20000)->behind;
  std::printf("index_rows_rate %.0f\n", static_cast<double>(behind) / seconds_since(start));
}

void report(const char* what, const std::vector<double>& ms) {
  std::printf("%-34s p50 %7.3f  p99 %7.3f  most %7.3f ms\n", what, percentile(ms, 0.5),
              percentile(ms, 0.99), percentile(ms, 1));
}

template <class F>
std::vector<double> time_each(int n, F f) {
  std::vector<double> ms;
  for (int i = 0; i < n; ++i) {
    const auto start = steady::now();
    f();
    ms.push_back(seconds_since(start) * 1000);
  }
  return ms;
}

void lists(storage::catalog& catalog, std::int64_t sessions) {
  random_source random{2};
  using query = storage::session_query;
  const auto session = [&] { return static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(sessions)); };
  const std::array<std::pair<const char*, std::function<void(query&)>>, 6> filters{{
      {"session_by_age", [](query&) {}},
      {"session_by_status", [](query& q) { q.status = domain::session_status::archived; }},
      {"session_by_user", [&](query& q) { q.user = "user" + std::to_string(random() % 50000); }},
      {"session_by_conversation",
       [&](query& q) { q.conversation = "talk" + std::to_string(session() / 40); }},
      {"session_by_root", [&](query& q) { q.root = name(session() / 8 * 8); }},
      {"session_by_parent", [&](query& q) { q.parent = name(session() / 8 * 8); }},
  }};
  const auto somewhere = [&](query& q, const storage::session_page& first) {
    // Any place in the list, not only its beginning.
    if (!first.items.empty() && random() % 2)
      q.after = storage::list_cursor{first.items.front().record.created_at -
                                         std::chrono::seconds{random() % 100},
                                     name(session())};
  };
  for (const auto& [index, narrow] : filters)
    for (const bool oldest_first : {false, true}) {
      query q;
      q.tenant = "default";
      q.oldest_first = oldest_first;
      const auto first = catalog.list(q).value();
      const auto ms = time_each(2000, [&] {
        auto one = q;
        narrow(one);
        somewhere(one, first);
        if (!catalog.list(one)) std::abort();
      });
      report((std::string{index} + (oldest_first ? " oldest first" : "")).c_str(), ms);
    }
  for (const bool oldest_first : {false, true}) {
    query q;
    q.tenant = "default";
    q.order = storage::list_order::last_activity;
    q.oldest_first = oldest_first;
    const auto first = catalog.list(q).value();
    report(oldest_first ? "activity oldest first" : "activity", time_each(2000, [&] {
             auto one = q;
             somewhere(one, first);
             if (!catalog.list(one)) std::abort();
           }));
  }
  query rare;
  rare.tenant = "default";
  rare.metadata.emplace_back("n", 5000);
  report("no index, 20,000 rows examined", time_each(20, [&] {
           if (!catalog.list(rare)) std::abort();
         }));
}

void searches(storage::search& search, std::int64_t sessions) {
  random_source random{3};
  using query = storage::search_query;
  const std::pair<const char*, std::function<void(query&)>> questions[] = {
      {"one word of text", [&](query& q) { q.text = word(random); }},
      {"a common word", [](query& q) { q.text = "w3"; }},
      {"a rare word", [&](query& q) { q.text = "w" + std::to_string(40000 + random() % 10000); }},
      {"a word that nobody said", [](query& q) { q.text = "nothing" ; }},
      {"two words of text", [&](query& q) { q.text = word(random) + " " + word(random); }},
      {"two rare words", [&](query& q) {
         q.text = "w" + std::to_string(20000 + random() % 10000) + " w" + std::to_string(30000 + random() % 10000);
       }},
      {"a phrase", [&](query& q) { q.text = "\"" + word(random) + " " + word(random) + "\""; }},
      {"in a session", [&](query& q) {
         q.text = word(random);
         q.session = name(static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(sessions)));
       }},
      {"of a user", [&](query& q) {
         q.text = word(random);
         q.user = "user" + std::to_string(random() % 50000);
       }},
      {"in another tenant", [&](query& q) {
         q.text = word(random);
         q.tenant = "other";
       }},
  };
  std::vector<double> all;
  for (const auto& [what, ask] : questions) {
    const auto ms = time_each(500, [&, &ask = ask] {
      query q;
      q.tenant = "default";
      ask(q);
      if (!search.find(q)) std::abort();
    });
    report((std::string{"search: "} + what).c_str(), ms);
    all.insert(all.end(), ms.begin(), ms.end());
  }
  report("search: all of these", all);
}

}  // namespace

int main() {
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  const auto sessions = setting("PARLEY_BENCH_SESSIONS", 20000);
  const auto messages = setting("PARLEY_BENCH_MESSAGES", 10);
  const char* kept = std::getenv("PARLEY_BENCH_KEEP");
  scratch folder{"scale"};
  const auto uri = kept ? "sqlite:" + std::string{kept} : folder.uri("scale.db");
  const bool there = kept && std::filesystem::exists(kept);
  storage::open_options options;
  {
    auto store = storage::open_store(uri, options).value();
    if (!there) fill(*store, sessions, messages);
    follow(*store);
    auto read = store->open_reader().value();
    lists(*read.catalog, sessions);
    searches(*read.search, sessions);
  }
  config::settings settings;
  settings.store.uri = uri;
  report("node started", time_each(5, [&] { (void)runtime::node::start(settings).value(); }));
  return 0;
}
