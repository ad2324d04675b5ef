#include "storage/redis/working_rows.hpp"

#include <algorithm>

#include "storage/redis/structures.hpp"

namespace parley::storage::redis {
namespace {

/// A script passes the words of a command on its stack, which is no larger than this by far.
constexpr std::size_t words_max = 500;

/// Commands of one kind on one key, as many words in one as may be.
class gathered {
 public:
  gathered(client::words& to, std::string_view command, std::string key)
      : to_(to), command_(command), key_(std::move(key)) {}
  ~gathered() { flush(); }
  gathered(const gathered&) = delete;
  gathered& operator=(const gathered&) = delete;

  template <class... T>
  void add(const T&... words) {
    (rest_.add(words), ...);
    if (rest_.size() >= words_max) flush();
  }

 private:
  void flush() {
    if (rest_.empty()) return;
    to_.add(static_cast<std::int64_t>(2 + rest_.size())).add(command_).add(key_).all(rest_);
    rest_ = {};
  }

  client::words& to_;
  std::string_view command_;
  std::string key_;
  client::words rest_;
};

}  // namespace

void working_rows::knows(const std::string& hash, const std::string& field,
                         std::optional<std::string> value) {
  hashes_[hash].try_emplace(field, cell{std::move(value), false});
}

std::optional<std::string> working_rows::get(const std::string& hash, const std::string& field) {
  auto& known = hashes_[hash];
  if (const auto at = known.find(field); at != known.end()) return at->second.value;
  if (new_.contains(hash)) return std::nullopt;
  const auto* cached = row_cache::is_for(hash) ? cache_.find(hash, field) : nullptr;
  auto value = cached ? *cached : below_.get(hash, field);
  return known.emplace(field, cell{std::move(value), false}).first->second.value;
}

void working_rows::keep(row_cache& to, std::int64_t commit) const {
  // What it has was good until this one, which nobody came before.
  to.advance(commit);
  for (const auto& [hash, cells] : hashes_)
    if (row_cache::is_for(hash))
      for (const auto& [field, c] : cells) to.keep(hash, field, c.value);
}

std::vector<std::optional<std::string>> working_rows::get_all(
    const std::string& hash, const std::vector<std::string>& wanted) {
  const auto& known = hashes_[hash];
  std::vector<std::string> missing;
  for (const auto& each : wanted)
    if (!known.contains(each)) missing.push_back(each);
  auto found = below_.get_all(hash, missing);
  std::vector<std::optional<std::string>> values;
  values.reserve(wanted.size());
  std::size_t next = 0;
  for (const auto& each : wanted) {
    const auto at = known.find(each);
    values.push_back(at != known.end() ? at->second.value : std::move(found[next++]));
  }
  return values;
}

std::vector<std::string> working_rows::range(const std::string& order, const bounds& which) {
  const auto changed = orders_.find(order);
  if (changed == orders_.end()) return below_.range(order, which);
  const auto& changes = changed->second;
  const auto from = changes.lower_bound(which.from);
  const auto to = which.to.empty() ? changes.end() : changes.lower_bound(which.to);
  // As many more as may be gone.
  auto asked = which;
  if (asked.limit > 0) asked.limit += std::distance(from, to);
  auto found = below_.range(order, asked);
  std::erase_if(found, [&](const auto& each) { return changes.contains(each); });
  for (auto at = from; at != to; ++at)
    if (at->second) found.push_back(at->first);
  // Bytes are compared as the server does.
  std::sort(found.begin(), found.end());
  if (which.newest) std::reverse(found.begin(), found.end());
  if (which.limit > 0 && found.size() > static_cast<std::size_t>(which.limit))
    found.resize(static_cast<std::size_t>(which.limit));
  return found;
}

std::int64_t working_rows::count(const std::string& order, const bounds& which) {
  if (!orders_.contains(order)) return below_.count(order, which);
  return static_cast<std::int64_t>(range(order, {which.from, which.to}).size());
}

std::vector<std::string> working_rows::rows(std::int64_t log, std::int64_t from, std::int64_t to) {
  const auto changed = lists_.find(log);
  if (changed == lists_.end()) return below_.rows(log, from, to);
  const auto& change = changed->second;
  auto last = to;
  if (change.left) last = std::min(last, *change.left - 1);
  std::vector<std::string> found;
  if (from <= last) found = below_.rows(log, from, last);
  for (auto at = change.set.lower_bound(from); at != change.set.end() && at->first <= last; ++at)
    if (const auto i = static_cast<std::size_t>(at->first - from); i < found.size())
      found[i] = at->second;
  for (auto at = change.pushed.lower_bound(from); at != change.pushed.end() && at->first <= to;
       ++at)
    found.push_back(at->second);
  return found;
}

std::int64_t working_rows::row_count(std::int64_t log) {
  const auto changed = lists_.find(log);
  if (changed == lists_.end()) return below_.row_count(log);
  const auto& change = changed->second;
  if (!change.pushed.empty()) return change.pushed.rbegin()->first + 1;
  return change.left ? *change.left : below_.row_count(log);
}

void working_rows::put(const std::string& hash, const std::string& field, std::string value) {
  hashes_[hash].insert_or_assign(field, cell{std::move(value), true});
}

void working_rows::remove(const std::string& hash, const std::string& field) {
  hashes_[hash].insert_or_assign(field, cell{std::nullopt, true});
}

void working_rows::add(const std::string& order, const std::string& member) {
  orders_[order].insert_or_assign(member, true);
}

void working_rows::drop(const std::string& order, const std::string& member) {
  orders_[order].insert_or_assign(member, false);
}

void working_rows::put_row(const std::string& table, const std::string& key, std::string value) {
  put(table, key, std::move(value));
  add(table + table_order, key);
}

void working_rows::remove_row(const std::string& table, const std::string& key) {
  remove(table, key);
  drop(table + table_order, key);
}

void working_rows::push(std::int64_t log, std::int64_t at, std::string row) {
  lists_[log].pushed.insert_or_assign(at, std::move(row));
}

void working_rows::set(std::int64_t log, std::int64_t at, std::string row) {
  auto& change = lists_[log];
  if (const auto pushed = change.pushed.find(at); pushed != change.pushed.end())
    pushed->second = std::move(row);
  else
    change.set.insert_or_assign(at, std::move(row));
}

void working_rows::cut(std::int64_t log, std::int64_t left) {
  auto& change = lists_[log];
  change.pushed.erase(change.pushed.lower_bound(left), change.pushed.end());
  change.set.erase(change.set.lower_bound(left), change.set.end());
  if (change.pushed.empty()) change.left = std::min(left, change.left.value_or(left));
}

bool working_rows::empty() const {
  const auto is_written = [](const auto& each) { return each.second.written; };
  return orders_.empty() && lists_.empty() &&
         std::none_of(hashes_.begin(), hashes_.end(), [&](const auto& hash) {
           return std::any_of(hash.second.begin(), hash.second.end(), is_written);
         });
}

void working_rows::send(client::words& to) const {
  send_lists(to);
  send_hashes(to);
  send_orders(to);
}

void working_rows::send_hashes(client::words& to) const {
  for (const auto& [name, cells] : hashes_) {
    gathered set{to, "HSET", below_.key_of(name)};
    gathered gone{to, "HDEL", below_.key_of(name)};
    for (const auto& [field, c] : cells) {
      if (!c.written) continue;
      if (c.value)
        set.add(field, *c.value);
      else
        gone.add(field);
    }
  }
}

void working_rows::send_orders(client::words& to) const {
  for (const auto& [name, members] : orders_) {
    gathered more{to, "ZADD", below_.key_of(name)};
    gathered gone{to, "ZREM", below_.key_of(name)};
    for (const auto& [member, there] : members) {
      if (there)
        more.add(std::int64_t{0}, member);
      else
        gone.add(member);
    }
  }
}

void working_rows::send_lists(client::words& to) const {
  for (const auto& [log, change] : lists_) {
    const auto name = below_.key_of(rows_of(log));
    if (change.left) {
      // LTRIM 0 -1 would leave all.
      if (*change.left == 0)
        to.add(2).add("DEL").add(name);
      else
        gathered{to, "LTRIM", name}.add(std::int64_t{0}, *change.left - 1);
    }
    for (const auto& [at, row] : change.set) gathered{to, "LSET", name}.add(at, row);
    gathered pushed{to, "RPUSH", name};
    for (const auto& [at, row] : change.pushed) pushed.add(row);
  }
}

}  // namespace parley::storage::redis
