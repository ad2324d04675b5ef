#include "storage/redis/check/examination.hpp"

#include <string_view>

#include "redis/failure.hpp"
#include "storage/redis/scripts.hpp"
#include "storage/redis/structures.hpp"

namespace parley::storage::redis {
namespace {

constexpr std::int64_t slice = 1000;
constexpr std::size_t shown_max = 120;

/// Remedies that are written in one go.
constexpr std::size_t remedies_max = 500;

}  // namespace

std::string shown(const std::string& bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const unsigned char c : bytes) {
    if (text.size() >= shown_max) return text + "...";
    if (c > ' ' && c < 0x7f && c != '\\')
      text += static_cast<char>(c);
    else
      text.append("\\x").append(1, digits[c >> 4]).append(1, digits[c & 15]);
  }
  return text;
}

/// Findings with their remedies, which are written when there are some, and at the end.
class examination::remedies {
 public:
  explicit remedies(examination& e) : e_(e), before_(e.now()) {}

  void add(const std::string& where, std::string text,
           std::initializer_list<std::string_view> command) {
    e_.report(where, std::move(text));
    commands_.add(static_cast<std::int64_t>(command.size()));
    for (const auto word : command) commands_.add(word);
    if (++count_ == remedies_max) write();
  }

  void write() {
    if (e_.mine_ && count_ > 0) {
      e_.write(commands_);
      e_.set_repaired(before_, true);
    }
    before_ = e_.now();
    commands_ = {};
    count_ = 0;
  }

 private:
  examination& e_;
  mark before_;
  client::words commands_;
  std::size_t count_ = 0;
};

examination::moment examination::now_there() {
  const auto found =
      std::move(rows_.ask({"HMGET", rows_.key_of(store_hash), "epoch", "owner", "commit"}).at(0));
  return {found[0].integer(), std::string{found[1].text_or_nil().value_or("")}, found[2].integer()};
}

void examination::look() {
  looked_at_ = now_there();
  const auto epoch = static_cast<std::uint64_t>(looked_at_.epoch);
  if (mine_ && (epoch != mine_->epoch || looked_at_.owner != mine_->owner)) throw overtaken{};
}

bool examination::is_still() {
  const bool still = now_there() == looked_at_;
  if (mine_ && !still) throw overtaken{};
  return still;
}

void examination::write(const client::words& commands) {
  client::words arguments;
  arguments.add(rows_.store()->id()).add(looked_at_.epoch).add(looked_at_.owner);
  // A server that is full is to be put right, too.
  arguments.add(looked_at_.commit).add("frees").all(commands);
  client::commands asked;
  commit_script().call(asked, 1, arguments.size()).word(rows_.key_of(store_hash)).all(arguments);
  const auto answer = std::move(client::exchange(connect_(), asked, {&commit_script()}).at(0));
  if (answer.text() == "id")
    throw client::failure::damaged("the server's store went away during a repair");
  if (answer.text() != "written") throw overtaken{};
  ++looked_at_.commit;
}

std::map<std::string, std::string> examination::fields_of(const std::string& hash) {
  std::map<std::string, std::string> found;
  std::string cursor = "0";
  do {
    const auto answer = std::move(
        rows_.ask({"HSCAN", rows_.key_of(hash), cursor, "COUNT", std::to_string(slice)}).at(0));
    cursor = answer[0].text();
    const auto part = answer[1];
    for (std::size_t i = 0; i + 1 < part.size(); i += 2)
      found.emplace(part[i].text(), part[i + 1].text());
  } while (cursor != "0");
  return found;
}

std::set<std::string> examination::members_of(const std::string& order) {
  std::set<std::string> found;
  for (bounds next{"", "", slice};;) {
    const auto part = rows_.range(order, next);
    found.insert(part.begin(), part.end());
    if (static_cast<std::int64_t>(part.size()) < slice) return found;
    next.from = part.back() + '\0';
  }
}

void examination::compare(const std::string& order, const std::set<std::string>& expected) {
  const auto there = members_of(order);
  const auto name = rows_.key_of(order);
  remedies wanted{*this};
  for (const auto& member : there)
    if (!expected.contains(member))
      wanted.add(order, "has " + shown(member) + ", which nothing that is stored says",
                 {"ZREM", name, member});
  for (const auto& member : expected)
    if (!there.contains(member))
      wanted.add(order, "lacks " + shown(member), {"ZADD", name, "0", member});
  wanted.write();
}

void examination::compare(const std::string& hash,
                          const std::map<std::string, std::string>& expected) {
  const auto there = fields_of(hash);
  const auto name = rows_.key_of(hash);
  remedies wanted{*this};
  for (const auto& [field, value] : there)
    if (!expected.contains(field))
      wanted.add(hash, "has " + shown(field) + ", which nothing that is stored says",
                 {"HDEL", name, field});
  for (const auto& [field, value] : expected) {
    const auto found = there.find(field);
    if (found == there.end() || found->second != value)
      wanted.add(hash, (found == there.end() ? "lacks " : "is wrong about ") + shown(field),
                 {"HSET", name, field, value});
  }
  wanted.write();
}

void examination::compare_table(const std::string& table) {
  std::set<std::string> keys;
  for (const auto& [field, value] : fields_of(table)) keys.insert(field);
  compare(table + table_order, keys);
}

}  // namespace parley::storage::redis
