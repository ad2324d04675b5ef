#include "frontends/actions/queue.hpp"

#include <algorithm>

#include "frontends/actions/keys.hpp"
#include "frontends/actions/scripts.hpp"

namespace parley::frontends::actions {

namespace {

/// The owner is one, so its name in the groups is one.
constexpr std::string_view consumer = "server";

/// How long a read waits at the server: as long as a stop may be held up by it.
constexpr std::chrono::milliseconds nap{500};
constexpr std::chrono::milliseconds short_nap{20};

/// How many actions are given back by one step.
constexpr std::size_t give_back_max = 500;

/// Before it is asked again whether the owner is gone.
constexpr std::chrono::milliseconds watch_min{20};
constexpr std::chrono::milliseconds watch_max{1000};

std::optional<std::string> text_of(const redis::reply_view& value) {
  const auto text = value.text_or_nil();
  return text ? std::optional<std::string>{*text} : std::nullopt;
}

}  // namespace

queue::queue(const options& opts)
    : opts_(opts),
      lease_ms_(std::to_string(std::chrono::milliseconds{opts.lease}.count())),
      envelope_max_(std::to_string(opts.node->limits.body_bytes)),
      connection_(opts.redis) {}

std::optional<std::chrono::milliseconds> queue::acquire() {
  const auto got = redis::run(connection_, scripts::acquire(),
                              {owner_key, streams[0], streams[1], streams[2], dead_letters},
                              {opts_.name, lease_ms_, group});
  is_owner_ = got[0].integer() == 1;
  if (!is_owner_)
    return std::clamp(std::chrono::milliseconds{got[1].integer()}, watch_min, watch_max);
  for (std::size_t i = 0; i < reached_.size(); ++i) reached_[i] = got[i + 1].text();
  return std::nullopt;
}

std::vector<taken> queue::take(const std::string& plan, const room& most) {
  const auto bytes_max = std::to_string(most.bytes);
  std::array<std::string, 3> of_stream;
  for (std::size_t i = 0; i < of_stream.size(); ++i)
    of_stream[i] = std::to_string(most.of_stream[i]);
  const auto got =
      redis::run(connection_, scripts::take(), {owner_key, streams[0], streams[1], streams[2]},
                 {opts_.name, lease_ms_, group, consumer, plan, bytes_max, envelope_max_,
                  of_stream[0], of_stream[1], of_stream[2]});
  is_owner_ = got[0].integer() == 1;
  std::vector<taken> found;
  for (std::size_t i = 1; i + 3 < got.size(); i += 4) {
    const auto stream = static_cast<std::size_t>(got[i].integer());
    auto& one = found.emplace_back();
    one.place.stream = stream;
    one.place.id = got[i + 1].text();
    one.bytes = got[i + 2].integer();
    one.text = text_of(got[i + 3]);
    reached_.at(stream) = one.place.id;
  }
  return found;
}

void queue::wait(const room& most) {
  // A stream without room has some again when an action ends, which is not heard here.
  const auto patience = most.everywhere() ? nap : short_nap;
  std::vector<std::size_t> open;
  for (std::size_t i = 0; i < streams.size(); ++i)
    if (most.of_stream[i] > 0) open.push_back(i);
  redis::commands asked;
  asked.begin(6 + 2 * open.size()).word("XREAD").word("COUNT").word("1").word("BLOCK");
  asked.word(patience.count()).word("STREAMS");
  for (const auto i : open) asked.word(streams[i]);
  for (const auto i : open) asked.word(reached_[i]);
  connection_.ask(asked, patience);
}

std::vector<queue_place> queue::pending(std::size_t stream, const std::string& after,
                                        std::size_t most) {
  const auto from = after.empty() ? std::string{"-"} : "(" + after;
  const auto got =
      connection_.ask({"XPENDING", streams.at(stream), group, from, "+", std::to_string(most)});
  std::vector<queue_place> found;
  for (std::size_t i = 0; i < got.size(); ++i)
    found.push_back({stream, std::string(got[i][0].text()), got[i][3].integer()});
  return found;
}

std::optional<taken> queue::claim(const queue_place& place) {
  const auto got = redis::run(connection_, scripts::claim(), {owner_key, streams.at(place.stream)},
                              {opts_.name, lease_ms_, group, consumer, place.id, envelope_max_});
  is_owner_ = got[0].integer() == 1;
  if (got.size() < 3) return std::nullopt;
  return taken{{place.stream, place.id, place.deliveries + 1}, got[1].integer(), text_of(got[2])};
}

void queue::give_back(const std::vector<queue_place>& places) {
  for (std::size_t from = 0; from < places.size(); from += give_back_max) {
    const auto upto = std::min(places.size(), from + give_back_max);
    redis::commands asked;
    scripts::give_back().call(asked, 4, 3 + 3 * (upto - from));
    asked.word(owner_key).word(streams[0]).word(streams[1]).word(streams[2]);
    asked.word(opts_.name).word(group).word(consumer);
    for (auto i = from; i < upto; ++i)
      asked.word(static_cast<std::int64_t>(places[i].stream))
          .word(places[i].id)
          .word(places[i].deliveries - 1);
    for (const auto& answer : redis::exchange(connection_, asked, {&scripts::give_back()}))
      answer.check();
  }
}

void queue::release() {
  redis::run(connection_, scripts::release(), {owner_key}, {opts_.name});
  is_owner_ = false;
}

}  // namespace parley::frontends::actions
