#include "frontends/gateway/statistics.hpp"

#include <chrono>

#include "parley/domain/keys.hpp"

namespace parley::frontends::gateway {

using base::errc;
using domain::json;
using storage::statistics;
using storage::statistics_query;

namespace {

constexpr std::size_t day_characters = 10;  // 2026-01-02
constexpr std::int64_t characters_per_token = 4;

/// Days since 1970-01-01; nullopt when absent.
base::result<std::optional<std::int64_t>> day_parameter(const parameter_list& from,
                                                        std::string_view name) {
  const auto* text = parameter(from, name);
  if (!text) return std::optional<std::int64_t>{};
  const auto time = base::parse_time(*text + "T00:00:00Z");
  if (!time || text->size() != day_characters)
    return base::fail(errc::invalid_argument, std::string(name),
                      "The parameter must be a day such as 2026-01-02, in the years 0000 to 9999.");
  return std::optional<std::int64_t>{
      std::chrono::floor<std::chrono::days>(*time).time_since_epoch().count()};
}

std::string day_text(std::int64_t day) {
  return base::format_time(base::timestamp{std::chrono::days{day}}).substr(0, day_characters);
}

json day_or_null(const std::optional<std::int64_t>& day) {
  return day ? json(day_text(*day)) : json(nullptr);
}

json mean(double sum, std::int64_t n) {
  return n == 0 ? json(nullptr) : json(sum / static_cast<double>(n));
}

/// The store counts characters, as no tokenizer is that of every model.
std::int64_t tokens(std::int64_t characters) { return characters / characters_per_token; }

}  // namespace

base::result<statistics_query> read_statistics_query(const parameter_list& from) {
  statistics_query query;
  if (const auto* agent = parameter(from, "agent")) {
    if (!domain::is_role(*agent))
      return base::fail(errc::invalid_argument, "agent",
                        "A role has 1 to 64 characters of A-Z a-z 0-9 . _ : ~ -.");
    query.agent = *agent;
  }
  const auto first = day_parameter(from, "from");
  if (!first) return base::fail(first.error());
  const auto last = day_parameter(from, "to");
  if (!last) return base::fail(last.error());
  if (*first && *last && **first > **last)
    return base::fail(errc::invalid_argument, "from", "The first day is after the last one.");
  query.from = *first;
  query.to = *last;
  return query;
}

json encode(const statistics_query& query, const statistics& found) {
  std::int64_t messages = 0;
  std::int64_t characters = 0;
  auto days = json::array();
  for (const auto& d : found.days) {
    messages += d.messages;
    characters += d.characters;
    days.push_back({{"day", day_text(d.day)},
                    {"sessions", d.sessions},
                    {"messages", d.messages},
                    {"tokens", tokens(d.characters)}});
  }
  const auto total = found.active + found.closed + found.archived;
  return {
      {"agent", query.agent ? json(*query.agent) : json(nullptr)},
      {"from", day_or_null(query.from)},
      {"to", day_or_null(query.to)},
      {"sessions",
       {{"active", found.active},
        {"closed", found.closed},
        {"archived", found.archived},
        {"total", total}}},
      {"messages", messages},
      {"tokens", {{"count", tokens(characters)}, {"counter", "characters_4"}, {"exact", false}}},
      {"mean_messages", mean(static_cast<double>(found.length), total)},
      {"mean_duration_s", mean(static_cast<double>(found.duration_us) / 1e6, total)},
      {"days", std::move(days)},
      {"agents", found.agents}};
}

}  // namespace parley::frontends::gateway
