#include "storage/redis/check/examination.hpp"

#include "storage/redis/structures.hpp"

namespace parley::storage::redis {
namespace {

constexpr std::int64_t slice = 1000;
constexpr std::size_t shown_max = 120;

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

bool examination::remedy(const client::commands& commands) {
  if (repair_ && !commands.empty()) rows_.ask(commands);
  return repair_;
}

void examination::compare(const std::string& order, const std::set<std::string>& expected) {
  const auto there = members_of(order);
  const auto name = rows_.key_of(order);
  for (const auto& member : there)
    if (!expected.contains(member))
      report(order, "has " + shown(member) + ", which nothing that is stored says",
             remedy({"ZREM", name, member}));
  for (const auto& member : expected)
    if (!there.contains(member))
      report(order, "lacks " + shown(member), remedy({"ZADD", name, "0", member}));
}

void examination::compare(const std::string& hash,
                          const std::map<std::string, std::string>& expected) {
  const auto there = fields_of(hash);
  const auto name = rows_.key_of(hash);
  for (const auto& [field, value] : there)
    if (!expected.contains(field))
      report(hash, "has " + shown(field) + ", which nothing that is stored says",
             remedy({"HDEL", name, field}));
  for (const auto& [field, value] : expected) {
    const auto found = there.find(field);
    if (found == there.end() || found->second != value)
      report(hash, (found == there.end() ? "lacks " : "is wrong about ") + shown(field),
             remedy({"HSET", name, field, value}));
  }
}

void examination::compare_table(const std::string& table) {
  std::set<std::string> keys;
  for (const auto& [field, value] : fields_of(table)) keys.insert(field);
  compare(table + table_order, keys);
}

}  // namespace parley::storage::redis
