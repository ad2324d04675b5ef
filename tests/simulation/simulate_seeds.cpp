#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

#include "parley/telemetry/log.hpp"
#include "parley/testing/simulation.hpp"

// Runs simulated worlds, seed after seed; see README.md.

namespace {

using namespace parley;

constexpr const char* usage =
    "simulate_seeds --scenario FILE [--from SEED] [--count N] [--seed SEED] [--trace] [--hashes]\n"
    "  --scenario FILE  may be repeated: each seed is run in each\n"
    "  --from, --count  seeds FROM to FROM + COUNT - 1 (1 and 100)\n"
    "  --seed SEED      this one only\n"
    "  --trace          a line for everything that happens\n"
    "  --hashes         a line for each run: hash, scenario, seed, hash\n"
    "  --go-on          not only to the first broken promise\n"
    "  --scaled         COUNT times the environment's PARLEY_TEST_SCALE\n"
    "  --seconds S      stop after so long\n"
    "Ends with 1 at the first promise that does not hold.\n";

struct options {
  std::vector<std::string> scenarios;
  std::uint64_t from = 1;
  std::uint64_t count = 100;
  double seconds = 0;
  double scale = 1;
  bool trace = false;
  bool hashes = false;
  bool go_on = false;
};

[[noreturn]] void wrong(const std::string& why) {
  std::cerr << why << '\n' << usage;
  std::exit(2);
}

options read(int argc, char** argv) {
  options o;
  const auto value = [&](int& i) -> std::string {
    if (i + 1 >= argc) wrong(std::string(argv[i]) + " needs a value");
    return argv[++i];
  };
  const auto number = [&](int& i) {
    const auto text = value(i);
    char* end = nullptr;
    const auto n = std::strtoull(text.c_str(), &end, 10);
    if (text.empty() || *end != '\0') wrong(text + " is no number");
    return n;
  };
  for (int i = 1; i < argc; ++i) {
    const std::string arg = argv[i];
    if (arg == "--scenario") {
      o.scenarios.push_back(value(i));
    } else if (arg == "--from") {
      o.from = number(i);
    } else if (arg == "--count") {
      o.count = number(i);
    } else if (arg == "--seed") {
      o.from = number(i);
      o.count = 1;
    } else if (arg == "--seconds") {
      o.seconds = static_cast<double>(number(i));
    } else if (arg == "--trace") {
      o.trace = true;
    } else if (arg == "--hashes") {
      o.hashes = true;
    } else if (arg == "--go-on") {
      o.go_on = true;
    } else if (arg == "--scaled") {
      const char* scale = std::getenv("PARLEY_TEST_SCALE");
      o.scale = scale ? std::max(1.0, std::atof(scale)) : 1.0;
    } else {
      wrong("unknown option " + arg);
    }
  }
  o.count = static_cast<std::uint64_t>(static_cast<double>(o.count) * o.scale);
  if (o.scenarios.empty()) wrong("--scenario is missing");
  return o;
}

testing::simulation_scenario scenario_of(const std::string& path) {
  std::ifstream in(path);
  std::stringstream text;
  text << in.rdbuf();
  if (!in) wrong("cannot read " + path);
  auto scenario = testing::read_simulation_scenario(text.str());
  if (!scenario) wrong(path + ": " + base::to_string(scenario.error()));
  return std::move(*scenario);
}

}  // namespace

int main(int argc, char** argv) {
  const auto o = read(argc, argv);
  telemetry::configure_log("off", "text");
  std::vector<testing::simulation_scenario> scenarios;
  for (const auto& path : o.scenarios) scenarios.push_back(scenario_of(path));

  const auto began = std::chrono::steady_clock::now();
  const auto passed = [&] {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  };
  testing::simulation_report all;
  std::uint64_t runs = 0;
  bool broken = false;
  const auto ends = [&] { return broken && !o.go_on; };
  for (auto seed = o.from; seed < o.from + o.count && !ends(); ++seed) {
    if (o.seconds > 0 && passed() > o.seconds) break;
    for (std::size_t i = 0; i < scenarios.size() && !ends(); ++i) {
      const auto report = testing::simulate(
          scenarios[i], seed,
          o.trace ? [](const std::string& line) { std::cout << line << '\n'; }
                  : std::function<void(const std::string&)>{});
      ++runs;
      all.steps += report.steps;
      all.requests += report.requests;
      all.acknowledged += report.acknowledged;
      all.refused += report.refused;
      all.unknown += report.unknown;
      all.messages += report.messages;
      all.turns += report.turns;
      all.restarts += report.restarts;
      all.takeovers += report.takeovers;
      all.moved += report.moved;
      all.recalled += report.recalled;
      all.activations += report.activations;
      if (o.hashes)
        std::cout << "hash " << scenarios[i].name << ' ' << seed << ' ' << std::hex << report.hash << std::dec
                  << '\n';
      if (report.broken) {
        broken = true;
        std::cout << "BROKEN: " << report.broken->promise << "\n  " << report.broken->what
                  << "\n  scenario " << scenarios[i].name << ", seed " << seed << ", step "
                  << report.broken->step << "\n  again: simulate_seeds --scenario "
                  << o.scenarios[i] << " --seed " << seed << " --trace\n";
      }
    }
  }
  const auto seconds = passed();
  std::cout << runs << " runs, " << all.steps << " steps, " << all.requests << " requests ("
            << all.acknowledged << " acknowledged, " << all.refused << " refused, " << all.unknown
            << " unknown), " << all.messages << " messages, " << all.turns << " turns, "
            << all.activations << " activations, " << all.restarts << " restarts, "
            << all.takeovers << " takeovers, " << all.moved << " moved, " << all.recalled
            << " recalled; " << static_cast<std::int64_t>(runs / seconds)
            << " runs/s\n";
  return broken ? 1 : 0;
}
