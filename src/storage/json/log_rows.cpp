#include "storage/json/log_rows.hpp"

#include <utility>

#include "parley/domain/records.hpp"
#include "storage/json/values.hpp"
#include "storage/relational/stored.hpp"

namespace parley::storage::json {
namespace {

using domain::json;

constexpr const char* ours = "_parley";

json write_row(const domain::message& m, const std::string& agent, std::int64_t position) {
  auto out = domain::write_message(m);
  json facts = {{"position", position}};
  if (!agent.empty()) facts["agent"] = agent;
  // An imported record may have had a field of that name.
  if (const auto* theirs = find(out, ours)) facts["extra"] = *theirs;
  out[ours] = std::move(facts);
  return out;
}

void read_row(json value, memory::log_rows& rows) {
  const auto facts = member(value, ours);
  if (const auto* theirs = find(facts, "extra"))
    value[ours] = *theirs;
  else
    value.erase(ours);
  auto m = domain::read_message(value, relational::no_limits());
  if (!m) throw unreadable(m.error().field + " of a message: " + m.error().text);
  const auto last = rows.messages.empty() ? (rows.shared.empty() ? 0 : rows.shared.back().upto)
                                          : rows.messages.back().seq;
  const bool follows = m->seq == last + 1 || (rows.messages.empty() && m->seq > last);
  if (!follows)
    throw unreadable("seq " + std::to_string(m->seq) + " follows " + std::to_string(last));
  if (rows.seq_of_id.contains(m->message_id))
    throw unreadable("the message id " + m->message_id + " is there twice");
  rows.add(*std::move(m), find(facts, "agent") ? text(facts, "agent") : "",
           number(facts, "position"));
}

}  // namespace

void write_rows(const memory::log_rows& rows, json& into) {
  auto& messages = into["messages"] = json::array();
  for (std::size_t i = 0; i < rows.messages.size(); ++i)
    messages.push_back(write_row(rows.messages[i], rows.agents[i], rows.positions[i]));
  auto& summaries = into["summaries"] = json::array();
  for (const auto& s : rows.summaries) summaries.push_back(domain::encode(s));
  auto& tallies = into["tallies"] = json::array();
  for (const auto& [seq, t] : rows.tallies)
    tallies.push_back({{"seq", seq}, {"turn_count", t.turn_count}, {"round", t.round}});
  auto& shares = into["shares"] = json::array();
  for (const auto& run : rows.shared) shares.push_back({{"log", run.log}, {"upto", run.upto}});
  into["erasures"] = rows.erasures;
}

memory::log_rows read_rows(const json& from) {
  memory::log_rows rows;
  for (const auto& run : list(from, "shares"))
    rows.shared.push_back({number(run, "log"), number(run, "upto")});
  for (const auto& m : list(from, "messages")) read_row(m, rows);
  for (const auto& each : list(from, "summaries")) {
    auto s = domain::read_summary(each, relational::no_limits());
    if (!s) throw unreadable(s.error().field + " of a summary: " + s.error().text);
    rows.summaries.push_back(*std::move(s));
  }
  for (const auto& t : list(from, "tallies"))
    rows.tallies[number(t, "seq")] = {number(t, "turn_count"), number(t, "round")};
  rows.erasures = number(from, "erasures");
  return rows;
}

}  // namespace parley::storage::json
