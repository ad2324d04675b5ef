#include "storage/redis/transaction.hpp"

#include "parley/base/entropy.hpp"
#include "redis/failure.hpp"
#include "storage/redis/scripts.hpp"
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

client::words guard(const std::string& id, std::int64_t epoch, std::string_view owner,
                    std::int64_t commit, transaction::when_full what) {
  client::words arguments;
  arguments.add(id).add(epoch).add(owner).add(commit);
  arguments.add(what == transaction::when_full::write ? "frees" : "grows");
  return arguments;
}

/// Nobody else has it.
std::string new_owner() { return std::to_string(base::system_entropy().next()); }

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
  owner_ = working_.get(store_hash, "owner").value_or("");
  check_owner();
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

std::string transaction::fact(const std::string& name) {
  auto found = working_.get(store_hash, name);
  if (!found) throw client::failure::damaged("the server's store has no number '" + name + "'");
  return *std::move(found);
}

void transaction::check_owner() const {
  if (!place_.mine) return;
  const auto epoch = static_cast<std::uint64_t>(epoch_);
  if (epoch < place_.mine->epoch || (epoch == place_.mine->epoch && owner_ != place_.mine->owner))
    throw client::failure::damaged(
        "the server has forgotten that this process owns the store, and with it what was written "
        "since: stop this process, and look after the server's files");
}

transaction::ending transaction::commit(when_full what) {
  const auto answer = send(what);
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

client::reply transaction::send(when_full what) {
  auto arguments = guard(place_.store->id(), epoch_, owner_, commit_, what);
  working_.send(arguments);
  try {
    return answer_of(place_.connection, commit_script(), server_.key_of(store_hash), arguments);
  } catch (const client::failure& f) {
    place_.cache.clear();
    if (f.code() != "TORN") throw;
    place_.store->torn();
    throw client::failure::damaged(std::string("a commit was written in part, ") + f.what() +
                                   ": stop this process and run `parley doctor` on the store");
  } catch (...) {
    // Nobody knows what is there now.
    place_.cache.clear();
    throw;
  }
}

claim transaction::raise_epoch(const write_place& place) {
  const auto store = place.opts.prefix + store_hash;
  for (;;) {
    const auto least = place.store->commit();
    const auto found = place.connection.ask({"HMGET", store, "id", "commit", "epoch", "owner"});
    place.store->check(found, least);
    const auto commit = found[1].integer();
    const auto epoch = found[2].integer();
    const claim mine{static_cast<std::uint64_t>(epoch) + 1, new_owner()};
    auto arguments = guard(place.store->id(), epoch, found[3].text_or_nil().value_or(""), commit,
                           when_full::write);
    arguments.add(6).add("HSET").add(store).add("epoch").add(epoch + 1).add("owner").add(
        mine.owner);
    // Whoever came in between ends what it does, or raises it, too.
    if (answer_of(place.connection, commit_script(), store, arguments).text() != "written")
      continue;
    place.store->saw(commit + 1);
    return mine;
  }
}

}  // namespace parley::storage::redis
