#include "storage/redis/transaction.hpp"

#include "redis/failure.hpp"
#include "storage/redis/scripts.hpp"
#include "storage/redis/stored_number.hpp"
#include "storage/redis/structures.hpp"

namespace parley::storage::redis {
namespace {

/// The answer of the script; one that the server does not know did nothing.
client::reply answer_of(client::connection& to, const client::script& what,
                        const std::string& store, const client::words& arguments) {
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
  const auto least = place_.store->commit();
  place_.cache.begin(least);
  const prefetch wanted{batch, place_.cache};
  // With all of it known, the script of the commit is the first to see the server.
  commit_ = least;
  if (!wanted.empty()) ask(wanted, least);
  epoch_ = number("epoch");
  work_.emplace(tables_,
                relational::counters{epoch_, number("session"), number("log"), number("position"),
                                     number("job")},
                place_.opts.clock->now(), place_.opts.limits);
}

void transaction::ask(const prefetch& wanted, std::int64_t least) {
  // The commit's number first: whatever is read after it and does not fit it is found by the
  // script.
  client::commands asked{"HMGET", server_.key_of(store_hash), "id", "commit"};
  wanted.send(asked, server_);
  const auto answers = place_.connection.exchange(asked);
  for (const auto& each : answers) each.check();
  const auto& found = answers.front();
  place_.store->check(found, least);
  commit_ = found[1].integer();
  place_.store->saw(commit_);
  place_.cache.begin(commit_);
  wanted.take(answers, 1, working_);
}

std::int64_t transaction::number(const std::string& name) {
  const auto found = working_.get(store_hash, name);
  if (!found) throw client::failure::damaged("the server's store has no number '" + name + "'");
  return stored_number(*found);
}

transaction::ending transaction::commit() {
  const auto answer = send();
  if (answer.text() == "written") {
    place_.store->saw(commit_ + 1);
    working_.keep(place_.cache, commit_ + 1);
    return ending::written;
  }
  place_.cache.clear();
  if (answer.text() == "id")
    throw client::failure::damaged("the server's store went away during a commit");
  return ending::overtaken;
}

client::reply transaction::send() {
  client::words arguments;
  arguments.add(place_.store->id()).add(epoch_).add(commit_);
  working_.send(arguments);
  try {
    return answer_of(place_.connection, commit_script(), server_.key_of(store_hash), arguments);
  } catch (...) {
    // Nobody knows what is there now.
    place_.cache.clear();
    throw;
  }
}

std::uint64_t transaction::raise_epoch(const write_place& place) {
  const auto store = place.opts.prefix + store_hash;
  for (;;) {
    const auto least = place.store->commit();
    const auto found = place.connection.ask({"HMGET", store, "id", "commit", "epoch"});
    place.store->check(found, least);
    const auto epoch = found[2].integer() + 1;
    client::words arguments;
    arguments.add(place.store->id()).add(found[2].text()).add(found[1].text());
    arguments.add(4).add("HSET").add(store).add("epoch").add(epoch);
    // Whoever came in between ends what it does, or raises it, too.
    if (answer_of(place.connection, commit_script(), store, arguments).text() == "written")
      return static_cast<std::uint64_t>(epoch);
  }
}

}  // namespace parley::storage::redis
