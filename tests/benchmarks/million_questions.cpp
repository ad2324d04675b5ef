#include "million_questions.hpp"

#include <array>
#include <functional>
#include <optional>
#include <stdexcept>
#include <utility>

#include "bench.hpp"
#include "million.hpp"

namespace parley::benchmarks::million {
namespace {

void report(const std::string& what, const std::vector<double>& ms) {
  std::printf("%-34s p50 %7.3f  p99 %7.3f  most %7.3f ms\n", what.c_str(), percentile(ms, 0.5),
              percentile(ms, 0.99), percentile(ms, 1));
  std::fflush(stdout);
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

using query = storage::session_query;
using narrowing = std::pair<const char*, std::function<void(query&)>>;

using question = std::function<std::string(random_source&)>;

}  // namespace

void ask_lists(storage::catalog& catalog, std::int64_t sessions) {
  random_source random{2};
  const auto newest = [&] {
    query q;
    q.tenant = "big";
    return catalog.list(q).value().items.at(0).record.created_at;
  }();
  const auto any = [&] {
    return static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(sessions));
  };
  const std::array<narrowing, 10> filters{{
      {"all", [](query&) {}},
      {"status", [](query& q) { q.status = domain::session_status::archived; }},
      {"user", [&](query& q) { q.user = "user" + std::to_string(random() % 50000); }},
      {"conversation", [&](query& q) { q.conversation = "talk" + std::to_string(any() / 40); }},
      {"root", [&](query& q) { q.root = name(any() / 8 * 8); }},
      {"parent", [&](query& q) { q.parent = name(any() / 8 * 8); }},
      {"a small tenant", [&](query& q) { q.tenant = tenant(any() / 20 * 20); }},
      {"last activity", [](query& q) { q.order = storage::list_order::last_activity; }},
      {"last activity and user",
       [&](query& q) {
         q.order = storage::list_order::last_activity;
         q.user = "user" + std::to_string(random() % 50000);
         q.rows_examined_max = 1000;
       }},
      {"metadata, 1,000 rows",
       [&](query& q) {
         q.metadata.emplace_back("team", "team" + std::to_string(random() % 100000));
         q.rows_examined_max = 1000;
       }},
  }};
  for (const auto& [what, narrow] : filters)
    for (const bool oldest_first : {false, true}) {
      const auto ms = time_each(1000, [&, &narrow = narrow] {
        query q;
        q.tenant = "big";
        q.oldest_first = oldest_first;
        narrow(q);
        // Any place in the list, not only its beginning.
        if (random() % 2)
          q.after = storage::list_cursor{newest - std::chrono::milliseconds{any()}, name(any())};
        if (!catalog.list(q)) std::abort();
      });
      report(std::string{"list "} + what + (oldest_first ? ", oldest" : ""), ms);
    }
}

void ask_searches(storage::search& search, std::int64_t sessions) {
  random_source random{3};
  const auto w = [](std::int64_t n) { return "w" + std::to_string(n); };
  const std::array<std::pair<const char*, question>, 12> questions{{
      {"a common word", [&](auto& r) { return w(static_cast<std::int64_t>(r() % 10)); }},
      {"a word", [&](auto& r) { return w(any_word(r)); }},
      {"a rare word", [&](auto& r) { return w(20000 + static_cast<std::int64_t>(r() % 30000)); }},
      {"two words", [&](auto& r) { return w(any_word(r)) + " " + w(any_word(r)); }},
      {"two common words",
       [&](auto& r) {
         return w(static_cast<std::int64_t>(r() % 20)) + " " +
                w(static_cast<std::int64_t>(r() % 20));
       }},
      {"two rare words",
       [&](auto& r) {
         return w(5000 + static_cast<std::int64_t>(r() % 5000)) + " " +
                w(5000 + static_cast<std::int64_t>(r() % 5000));
       }},
      {"a phrase", [&](auto& r) { return "\"" + w(any_word(r)) + " " + w(any_word(r)) + "\""; }},
      {"a phrase of common words",
       [&](auto& r) {
         return "\"" + w(static_cast<std::int64_t>(r() % 5)) + " " +
                w(static_cast<std::int64_t>(r() % 5)) + " " +
                w(static_cast<std::int64_t>(r() % 5)) + "\"";
       }},
      {"one Chinese character", [](auto& r) { return han(r); }},
      {"two Chinese characters", [](auto& r) { return han(r, 2); }},
      {"three Chinese characters", [](auto& r) { return han(r, 3); }},
      {"no word that there is", [](auto& r) { return "x" + std::to_string(r()); }},
  }};
  const auto ask = [&](const std::string& text, const std::string& whose,
                       std::optional<std::string> session) {
    storage::search_query q;
    q.tenant = whose;
    q.text = text;
    q.session = std::move(session);
    const auto page = search.find(q);
    if (!page) throw std::runtime_error(page.error().text);
    return page->items.size();
  };
  for (const auto& [what, make] : questions) {
    std::size_t hits = 0;
    const auto ms = time_each(500, [&, &make = make] { hits += ask(make(random), "big", {}); });
    report(std::string{"search "} + what, ms);
    std::printf("  hits a page %.1f\n", static_cast<double>(hits) / 500);
  }
  report("search in a small tenant", time_each(500, [&] { ask(w(any_word(random)), "small7", {}); }));
  report("search in a session", time_each(500, [&] {
           ask(w(any_word(random)), "big",
               name(static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(sessions))));
         }));
}

}  // namespace parley::benchmarks::million
