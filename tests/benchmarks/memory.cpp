/// Resident bytes per idle session with a tail of 4 messages, live and cool, beside what the
/// supervisor thinks; how long a collector's tick takes then; what a cool session costs to wake.
#include <unistd.h>

#include <atomic>
#include <caf/all.hpp>
#include <fstream>
#include <semaphore>

#include "live.hpp"

using namespace parley;
using namespace parley::benchmarks;
using namespace std::chrono_literals;

// jemalloc's, when the program runs with it: gives back what is free now instead of some seconds later.
extern "C" int mallctl(const char*, void*, std::size_t*, void*, std::size_t) __attribute__((weak));

namespace {

/// The machine's clock, which can be set forward.
struct shifted_clock : base::clock {
  std::atomic<std::int64_t> shift_us{0};
  base::timestamp now() const override { return base::system_clock().now(); }
  std::chrono::microseconds monotonic() const override {
    return base::system_clock().monotonic() + std::chrono::microseconds{shift_us.load()};
  }
};

/// Memory of the process that is no file's: the store's file is partly mapped.
std::int64_t resident_bytes() {
  if (mallctl) mallctl("arena.4096.purge", nullptr, nullptr, nullptr, 0);
  std::ifstream in{"/proc/self/status"};
  for (std::string word; in >> word;) {
    std::int64_t kib = 0;
    if (word == "RssAnon:" && in >> kib) return kib * 1024;
  }
  return 0;
}

struct measured {
  live_node& node;
  shifted_clock& clock;
  caf::scoped_actor self;

  protocol::supervisor_status status() {
    protocol::supervisor_status s;
    self->request(node.node().supervisor(), caf::infinite, protocol::status_atom_v)
        .receive([&](const protocol::supervisor_status& now) { s = now; }, live_node::failed);
    return s;
  }

  /// Seconds until all are cool.
  double cool_all() {
    clock.shift_us += 4'000'000'000;
    const auto start = steady::now();
    std::binary_semaphore nothing{0};
    for (auto now = status(); now.cool < now.live; now = status()) (void)nothing.try_acquire_for(5ms);
    return seconds_since(start);
  }

  double get_ms(std::size_t i) {
    const auto start = steady::now();
    self->request(node.node().supervisor(), caf::infinite, protocol::get_atom_v, node.who(),
                  node.ref(i))
        .receive([](const domain::session_view&) {}, live_node::failed);
    return seconds_since(start) * 1000;
  }

  double append_ms(std::size_t i) {
    const auto start = steady::now();
    node.append(self, i, 1);
    return seconds_since(start) * 1000;
  }

  double tick_ms() {
    const auto start = steady::now();
    self->send(node.node().supervisor(), protocol::tick_atom_v);
    (void)status();
    return seconds_since(start) * 1000;
  }
};

void print(const char* name, std::vector<double> ms) {
  std::printf("%s p50 %.4f p99 %.4f max %.4f\n", name, median(ms), percentile(ms, 0.99),
              percentile(ms, 1.0));
}

}  // namespace

int main() {
  const auto sessions = static_cast<std::size_t>(setting("PARLEY_BENCH_SESSIONS", 50000));
  const auto filler = std::max<std::size_t>(50000, sessions / 20);
  const auto probes = std::min<std::size_t>(sessions / 2, 2000);
  shifted_clock clock;
  scratch dir{"memory"};
  config::settings settings;
  settings.store.uri = dir.uri("live.db");
  settings.session.cool_s = 3600;
  settings.session.idle_s = 360000;
  settings.session.memory_mb = 65536;
  settings.limits.reader_queue = 100000;  // one tenant, many activations under way
  const auto all = filler + sessions;
  {
    live_node node{settings, {&clock, nullptr, {}, {}}};
    measured m{node, clock, caf::scoped_actor{node.node().system()}};

    // The store's caches are full and its tables warm before anything is counted.
    node.fill(0, filler, 4);
    m.cool_all();
    const auto before = resident_bytes();
    const auto thought_before = m.status().bytes;

    const auto start = steady::now();
    node.fill(filler, sessions, 4);
    const auto filled = seconds_since(start);
    const auto each = [&](std::int64_t now, std::int64_t then) {
      return static_cast<double>(now - then) / static_cast<double>(sessions);
    };
    const auto live = each(resident_bytes(), before);
    const auto thought_live = each(m.status().bytes, thought_before);
    const auto cooling = m.cool_all();
    const auto cool = each(resident_bytes(), before);
    const auto thought_cool = each(m.status().bytes, thought_before);

    std::printf("sessions %zu\nof_which_text %d\n", sessions, 2 * (200 + 800));
    std::printf("bytes_per_idle_session %.0f (thought %.0f)\n", live, thought_live);
    std::printf("bytes_per_cool_session %.0f (thought %.0f)\n", cool, thought_cool);
    std::printf("created_with_4_messages_per_s %.0f\n", static_cast<double>(sessions) / filled);
    std::printf("cooled_per_s %.0f\n", static_cast<double>(all) / cooling);

    std::vector<double> ticks, idle, wake_get, get, wake_append, append;
    for (int i = 0; i < 1000; ++i) {
      ticks.push_back(m.tick_ms());
      const auto begun = steady::now();
      (void)m.status();
      idle.push_back(seconds_since(begun) * 1000);
    }
    for (std::size_t i = 0; i < probes; ++i) {
      wake_get.push_back(m.get_ms(filler + 2 * i));
      get.push_back(m.get_ms(filler + 2 * i));
      wake_append.push_back(m.append_ms(filler + 2 * i + 1));
      append.push_back(m.append_ms(filler + 2 * i + 1));
    }
    print("tick_ms", ticks);
    print("request_without_tick_ms", idle);
    print("get_cool_ms", wake_get);
    print("get_awake_ms", get);
    print("append_cool_ms", wake_append);
    print("append_awake_ms", append);
    std::printf("awake_after %llu\n",
                static_cast<unsigned long long>(m.status().live - m.status().cool));
    std::fflush(stdout);
  }
  if (setting("PARLEY_BENCH_ACTIVATE", 0) != 0) {
    live_node node{settings, {}};
    const auto start = steady::now();
    node.read(0, all);
    std::printf("activated_per_s %.0f\n", static_cast<double>(all) / seconds_since(start));
  }
  return 0;
}
