#include "storage/redis/server_rows.hpp"

#include <algorithm>

#include "redis/failure.hpp"
#include "storage/redis/structures.hpp"

namespace parley::storage::redis {
namespace {

/// Of a hash.
constexpr std::size_t fields_at_once = 500;

std::vector<std::string> texts(const client::reply_view& list) {
  std::vector<std::string> found;
  found.reserve(list.size());
  for (std::size_t i = 0; i < list.size(); ++i) found.emplace_back(list[i].text());
  return found;
}

std::optional<std::string> owned(const client::reply_view& value) {
  const auto text = value.text_or_nil();
  return text ? std::optional<std::string>{*text} : std::nullopt;
}

// Empty: no bound.
std::string lowest(const bounds& which) { return which.from.empty() ? "-" : "[" + which.from; }
std::string highest(const bounds& which) { return which.to.empty() ? "+" : "(" + which.to; }

}  // namespace

client::replies server_rows::ask(const client::commands& asked) {
  client::commands all;
  all.add({"HMGET", key_of(store_hash), "id", "commit"});
  all.append(asked);
  const auto least = identity_->commit();
  auto answers = connect_().exchange(all);
  for (const auto& each : answers) each.check();
  identity_->check(answers.front(), least);
  identity_->saw(answers.front()[1].integer());
  answers.erase(answers.begin());
  return answers;
}

client::reply server_rows::run(const client::script& what,
                               const std::vector<std::string>& arguments) {
  client::commands asked;
  what.call(asked, 0, 1 + arguments.size()).word(prefix_);
  for (const auto& each : arguments) asked.word(each);
  try {
    return std::move(ask(asked).at(0));
  } catch (const client::failure& f) {
    if (f.code() != "NOSCRIPT") throw;
  }
  what.load(connect_());
  return std::move(ask(asked).at(0));
}

std::optional<std::string> server_rows::get(const std::string& hash, const std::string& field) {
  return owned(ask({"HGET", key_of(hash), field}).at(0));
}

std::vector<std::optional<std::string>> server_rows::get_all(
    const std::string& hash, const std::vector<std::string>& fields) {
  std::vector<std::optional<std::string>> found;
  found.reserve(fields.size());
  // Each in a round trip of its own, so that others come in between.
  for (std::size_t from = 0; from < fields.size(); from += fields_at_once) {
    const auto to = std::min(fields.size(), from + fields_at_once);
    client::commands asked;
    asked.begin(2 + to - from).word("HMGET").word(key_of(hash));
    for (auto i = from; i < to; ++i) asked.word(fields[i]);
    const auto answer = std::move(ask(asked).at(0));
    for (std::size_t i = 0; i < to - from; ++i) found.push_back(owned(answer[i]));
  }
  return found;
}

std::vector<std::string> server_rows::range(const std::string& order, const bounds& which) {
  client::commands asked;
  asked.begin(which.limit > 0 ? 7 : 4);
  asked.word(which.newest ? "ZREVRANGEBYLEX" : "ZRANGEBYLEX").word(key_of(order));
  asked.word(which.newest ? highest(which) : lowest(which));
  asked.word(which.newest ? lowest(which) : highest(which));
  if (which.limit > 0) asked.word("LIMIT").word(0).word(which.limit);
  return texts(ask(asked).at(0));
}

std::int64_t server_rows::count(const std::string& order, const bounds& which) {
  return ask({"ZLEXCOUNT", key_of(order), lowest(which), highest(which)}).at(0).integer();
}

std::vector<std::string> server_rows::rows(std::int64_t log, std::int64_t from, std::int64_t to) {
  client::commands asked;
  asked.begin(4).word("LRANGE").word(key_of(rows_of(log))).word(from).word(to);
  return texts(ask(asked).at(0));
}

std::int64_t server_rows::row_count(std::int64_t log) {
  return ask({"LLEN", key_of(rows_of(log))}).at(0).integer();
}

}  // namespace parley::storage::redis
