#include "actors/summary_split.hpp"

#include <algorithm>
#include <iterator>

#include "parley/base/utf8.hpp"

namespace parley::actors {

using protocol::summary_source;

namespace {

/// The current prompt of a session is its newest user message.
std::optional<std::size_t> prompt_of(const std::vector<domain::message>& talk) {
  for (auto i = talk.size(); i-- > 0;)
    if (talk[i].role == "user") return i;
  return std::nullopt;
}

/// Those without a seq are of the session that this one goes on with.
std::vector<domain::message> take_prior(std::vector<domain::message>& talk) {
  const auto own = std::ranges::find_if(talk, [](const domain::message& m) { return m.seq > 0; });
  std::vector<domain::message> prior{std::make_move_iterator(talk.begin()),
                                     std::make_move_iterator(own)};
  talk.erase(talk.begin(), own);
  return prior;
}

/// How many of the messages behind the latest summary the next one takes; 0: there is nothing to do.
std::size_t covered(const summary_source& source, const context::summary_rules& rules) {
  std::vector<context::talk_shape> shapes;
  shapes.reserve(source.messages.size());
  for (const auto& m : source.messages) shapes.push_back(context::shape_of(m));
  // What is cut off in the middle has its newest messages elsewhere.
  const auto prompt = source.more ? std::nullopt : prompt_of(source.messages);
  const auto plan = context::plan_summary(shapes, prompt, rules);
  return plan ? plan->covers : 0;
}

}  // namespace

std::optional<split_off_part> split_off(summary_source source, const summary_wanted& wanted,
                                        const environment::summary_settings& settings) {
  const auto round = wanted.round.value_or(source.round);
  const auto& rules = settings.rules;
  const bool owed = source.again || source.state.stale_to > 0;
  if (!owed && !context::may_summarize(round, context::trigger_estimate(source.characters), rules))
    return std::nullopt;
  auto& talk = source.messages;
  auto prior = take_prior(talk);
  std::erase_if(talk, [](const domain::message& m) {
    return m.status == domain::message_status::erased;
  });
  const auto covers = source.again ? talk.size() : covered(source, rules);
  if (covers == 0 || (source.again && source.more)) return std::nullopt;

  split_off_part part;
  part.more = source.more;
  const auto& latest = source.state.latest;
  auto& made = part.order.made;
  part.order.erasures = source.state.erasures;
  if (source.again) {
    part.order.replaces = latest->summary_id;
    made.round = latest->round;
    made.from_seq = latest->from_seq;
    made.to_seq = latest->to_seq;
    made.is_meta = latest->is_meta;
    made.previous_summary_id = latest->previous_summary_id;
  } else {
    made.round = round;
    made.from_seq = latest ? latest->to_seq + 1 : 1;
    made.to_seq = talk[covers - 1].seq;
    made.is_meta = context::is_meta(round, source.state.made, rules);
    if (latest) made.previous_summary_id = latest->summary_id;
  }
  made.reason = wanted.reason;
  made.messages = static_cast<std::int64_t>(covers);
  for (const auto& key : wanted.external_keys) {
    if (static_cast<std::int64_t>(made.external_keys.size()) == settings.external_keys) break;
    made.external_keys.push_back(key);
  }
  talk.resize(covers);
  // Those of a summary that is made again were no part of the window any more.
  for (const auto& m : talk)
    if (m.content && !source.again)
      part.characters += static_cast<std::int64_t>(base::code_points(*m.content));
  auto& job = part.job;
  if (source.previous) {
    job.previous = source.previous->text;
  } else if (!prior.empty() && prior.front().role == "system") {
    job.previous = std::move(prior.front().content);
    prior.erase(prior.begin());
  }
  job.messages = std::move(prior);
  job.messages.insert(job.messages.end(), std::make_move_iterator(talk.begin()),
                      std::make_move_iterator(talk.end()));
  job.from_seq = made.from_seq;
  job.to_seq = made.to_seq;
  job.meta = made.is_meta;
  job.external_keys = made.external_keys;
  return part;
}

}  // namespace parley::actors
