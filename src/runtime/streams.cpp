#include "actors/feed.hpp"
#include "actors/timeline_reader.hpp"
#include "runtime/parts.hpp"

namespace parley::runtime {

namespace {

/// Publications that the feed has not looked at; above it they are not sent, and made up for.
constexpr std::int64_t publications_max = 10'000;

}  // namespace

std::shared_ptr<const actors::publisher> node::impl::start_feed(
    std::shared_ptr<storage::read_access> lane) {
  const auto& from = settings.streams;
  actors::feed_options options;
  options.subscribers = from.subscribers;
  options.session_bytes = static_cast<std::size_t>(from.session_bytes);
  options.all_bytes = static_cast<std::size_t>(from.all_bytes);
  options.heartbeat = std::chrono::seconds{from.heartbeat_s};
  streams = std::make_shared<actors::feed_line>(publications_max);
  timeline = actors::spawn_blocking(*system, actors::timeline_reader,
                                    actors::environment_ptr{env}, std::move(lane));
  feed = system->spawn(actors::feed, actors::environment_ptr{env}, options,
                       actors::feed_peers{readers.front(), clock, streams, timeline});
  return std::make_shared<const actors::publisher>(streams, feed);
}

}  // namespace parley::runtime
