#include "testing/simulation/workload.hpp"

#include <algorithm>

#include "parley/domain/json.hpp"

namespace parley::testing {

namespace {

constexpr struct {
  std::string_view name;
  std::int64_t simulation_scenario::*field;
  std::int64_t least;
  std::int64_t most;
} fields[] = {
    {"steps", &simulation_scenario::steps, 1, 1'000'000},
    {"tenants", &simulation_scenario::tenants, 1, 10},
    {"sessions", &simulation_scenario::sessions, 1, 1000},
    {"children", &simulation_scenario::children, 0, 1000},
    {"forks", &simulation_scenario::forks, 0, 1000},
    {"persons", &simulation_scenario::persons, 0, 100},
    {"clients", &simulation_scenario::clients, 1, 1000},
    {"in_flight", &simulation_scenario::in_flight, 1, 1000},
    {"act", &simulation_scenario::act, 1, 10'000},
    {"session_pending", &simulation_scenario::session_pending, 1, 100'000},
    {"tail_messages", &simulation_scenario::tail_messages, 0, 100'000},
    {"mailbox", &simulation_scenario::mailbox, 1, 100'000},
    {"idle_ms", &simulation_scenario::idle_ms, 100, 100'000'000},
    {"summaries", &simulation_scenario::summaries, 0, 1},
    {"archive", &simulation_scenario::archive, 0, 1},
    {"retention_s", &simulation_scenario::retention_s, 0, 1'000'000},
    {"lease_ms", &simulation_scenario::lease_ms, 1000, 100'000'000},
    {"commit_rejected", &simulation_scenario::commit_rejected, 0, 10'000},
    {"commit_lost", &simulation_scenario::commit_lost, 0, 10'000},
    {"commit_written", &simulation_scenario::commit_written, 0, 10'000},
    {"commit_late", &simulation_scenario::commit_late, 0, 10'000},
    {"commit_crash_before", &simulation_scenario::commit_crash_before, 0, 10'000},
    {"commit_crash_after", &simulation_scenario::commit_crash_after, 0, 10'000},
    {"read_failed", &simulation_scenario::read_failed, 0, 10'000},
    {"model_failed", &simulation_scenario::model_failed, 0, 10'000},
    {"crash", &simulation_scenario::crash, 0, 10'000},
    {"takeover", &simulation_scenario::takeover, 0, 10'000},
    {"session_killed", &simulation_scenario::session_killed, 0, 10'000},
    {"stall", &simulation_scenario::stall, 0, 10'000},
    {"pause", &simulation_scenario::pause, 0, 10'000},
    {"long_pause", &simulation_scenario::long_pause, 0, 10'000},
    {"commit_unsynced", &simulation_scenario::commit_unsynced, 0, 10'000},
};

base::result<std::int64_t> number(const std::string& name, const domain::json& value,
                                  std::int64_t least, std::int64_t most) {
  if (value.is_number_integer()) {
    const auto n = value.get<std::int64_t>();
    if (n >= least && n <= most) return n;
  }
  return base::fail(base::errc::invalid_argument, name,
                    "This is a number from " + std::to_string(least) + " to " +
                        std::to_string(most) + ".");
}

base::result<void> read_operations(const domain::json& value, simulation_scenario& scenario) {
  if (!value.is_object())
    return base::fail(base::errc::invalid_argument, "operations", "This is an object of weights.");
  const auto known = simulation::operations();
  for (const auto& [name, weight] : value.items()) {
    if (std::none_of(known.begin(), known.end(), [&](const auto& op) { return op.name == name; }))
      return base::fail(base::errc::invalid_argument, "operations." + name,
                        "There is no such operation.");
    auto n = number("operations." + name, weight, 0, 1'000'000);
    if (!n) return base::fail(n.error());
    scenario.operations[name] = *n;
  }
  return {};
}

}  // namespace

base::result<simulation_scenario> read_simulation_scenario(std::string_view text) {
  auto json = domain::parse_json(text);
  if (!json) return base::fail(json.error());
  if (!json->is_object())
    return base::fail(base::errc::invalid_argument, "", "A scenario is a JSON object.");
  simulation_scenario scenario;
  for (const auto& [name, value] : json->items()) {
    if (name == "name" && value.is_string()) {
      scenario.name = value.get<std::string>();
      continue;
    }
    if (name == "operations") {
      if (auto read = read_operations(value, scenario); !read) return base::fail(read.error());
      continue;
    }
    const auto field = std::find_if(std::begin(fields), std::end(fields),
                                    [&](const auto& f) { return f.name == name; });
    if (field == std::end(fields))
      return base::fail(base::errc::invalid_argument, name, "A scenario has no such field.");
    auto n = number(name, value, field->least, field->most);
    if (!n) return base::fail(n.error());
    scenario.*(field->field) = *n;
  }
  return scenario;
}

}  // namespace parley::testing
