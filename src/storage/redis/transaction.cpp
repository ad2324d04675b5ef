#include "storage/redis/transaction.hpp"

#include "redis/failure.hpp"
#include "storage/redis/prefetch.hpp"
#include "storage/redis/scripts.hpp"
#include "storage/redis/structures.hpp"

namespace parley::storage::redis {
namespace {

enum : std::size_t { id_at, commit_at, epoch_at, session_at, log_at, position_at, job_at };

client::commands numbers_of(const std::string& store) {
  return {"HMGET", store, "id", "commit", "epoch", "session", "log", "position", "job"};
}

/// The answer of the script; one that the server does not know did nothing.
client::reply send(client::connection& to, const client::script& what, const std::string& store,
                   const client::words& arguments) {
  client::commands asked;
  what.call(asked, 1, arguments.size()).word(store).all(arguments);
  auto answer = std::move(exchange(to, asked, {&what}).at(0));
  answer.check();
  return answer;
}

}  // namespace

transaction::transaction(const write_place& place, std::span<const submission> batch)
    : place_(place),
      server_([&c = place.connection]() -> client::connection& { return c; }, place.opts.prefix,
              place.store),
      working_(server_, place.cache),
      tables_(working_) {
  begin(batch);
}

void transaction::begin(std::span<const submission> batch) {
  const prefetch wanted{batch};
  auto asked = numbers_of(server_.key_of(store_hash));
  wanted.send(asked, server_);
  const auto least = place_.store->commit();
  const auto answers = place_.connection.exchange(asked);
  for (const auto& each : answers) each.check();
  const auto& found = answers.front();
  place_.store->check(found, least);
  commit_ = found[commit_at].integer();
  epoch_ = found[epoch_at].integer();
  place_.store->saw(commit_);
  place_.cache.begin(commit_);
  wanted.take(answers, 1, working_);
  work_.emplace(tables_,
                relational::counters{epoch_, found[session_at].integer(), found[log_at].integer(),
                                     found[position_at].integer(), found[job_at].integer()},
                place_.opts.clock->now(), place_.opts.limits);
}

transaction::ending transaction::commit() {
  client::words arguments;
  arguments.add(place_.store->id()).add(epoch_).add(commit_);
  working_.send(arguments);
  const auto answer =
      send(place_.connection, commit_script(), server_.key_of(store_hash), arguments);
  if (answer.text() == "id")
    throw client::failure::damaged("the server's store went away during a commit");
  if (answer.text() != "written") return ending::overtaken;
  place_.store->saw(commit_ + 1);
  working_.keep(place_.cache, commit_ + 1);
  return ending::written;
}

std::uint64_t transaction::raise_epoch(const write_place& place) {
  const auto store = place.opts.prefix + store_hash;
  for (;;) {
    const auto least = place.store->commit();
    const auto found = place.connection.ask(numbers_of(store));
    place.store->check(found, least);
    const auto epoch = found[epoch_at].integer() + 1;
    client::words arguments;
    arguments.add(place.store->id()).add(found[epoch_at].text()).add(found[commit_at].text());
    arguments.add(4).add("HSET").add(store).add("epoch").add(epoch);
    // Whoever came in between ends what it does, or raises it, too.
    if (send(place.connection, commit_script(), store, arguments).text() == "written")
      return static_cast<std::uint64_t>(epoch);
  }
}

}  // namespace parley::storage::redis
