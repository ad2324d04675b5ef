#include "storage/json/names.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

namespace parley::storage::json {
namespace {

constexpr std::size_t name_bytes_max = 220;  // what is appended to it has room below 255
constexpr std::string_view packed_mark = "%~";
constexpr std::string_view digits32 = "abcdefghijklmnopqrstuvwxyz234567";
constexpr std::string_view digits16 = "0123456789abcdef";

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

/// Windows takes these for devices, whatever follows their first dot.
bool is_device(std::string_view id) {
  static constexpr std::array<std::string_view, 4> names{"con", "prn", "aux", "nul"};
  const auto stem = id.substr(0, id.find('.'));
  if (std::find(names.begin(), names.end(), stem) != names.end()) return true;
  return stem.size() == 4 && (stem.starts_with("com") || stem.starts_with("lpt")) &&
         stem[3] >= '0' && stem[3] <= '9';
}

std::string escaped(std::string_view id) {
  std::string name;
  for (std::size_t i = 0; i < id.size(); ++i) {
    const bool inner_dot = id[i] == '.' && i > 0 && i + 1 < id.size();
    if ((is_plain(id[i]) || inner_dot) && !(i == 0 && is_device(id))) {
      name += id[i];
      continue;
    }
    const auto byte = static_cast<unsigned char>(id[i]);
    name += '%';
    name += digits16[byte >> 4];
    name += digits16[byte & 15];
  }
  return name;
}

std::string packed(std::string_view id) {
  std::string name{packed_mark};
  unsigned bits = 0;
  int count = 0;
  for (const char c : id) {
    bits = (bits << 8) | static_cast<unsigned char>(c);
    for (count += 8; count >= 5; count -= 5) name += digits32[(bits >> (count - 5)) & 31];
  }
  if (count > 0) name += digits32[(bits << (5 - count)) & 31];
  return name;
}

std::optional<std::string> unpacked(std::string_view name) {
  std::string id;
  unsigned bits = 0;
  int count = 0;
  for (const char c : name.substr(packed_mark.size())) {
    const auto digit = digits32.find(c);
    if (digit == std::string_view::npos) return std::nullopt;
    bits = (bits << 5) | static_cast<unsigned>(digit);
    count += 5;
    if (count < 8) continue;
    count -= 8;
    id += static_cast<char>((bits >> count) & 255);
  }
  return id;
}

std::optional<std::string> unescaped(std::string_view name) {
  std::string id;
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (name[i] != '%') {
      id += name[i];
      continue;
    }
    if (i + 2 >= name.size()) return std::nullopt;
    const auto high = digits16.find(name[i + 1]);
    const auto low = digits16.find(name[i + 2]);
    if (high == std::string_view::npos || low == std::string_view::npos) return std::nullopt;
    id += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return id;
}

std::vector<std::string_view> parts_of(std::string_view name) {
  std::vector<std::string_view> parts;
  for (;;) {
    const auto slash = name.find('/');
    parts.push_back(name.substr(0, slash));
    if (slash == std::string_view::npos) return parts;
    name.remove_prefix(slash + 1);
  }
}

bool is_json_name(std::string_view part) {
  if (!part.ends_with(json_suffix)) return false;
  part.remove_suffix(json_suffix.size());
  return from_file_name(part).has_value();
}

/// What was dropped into the folder may have any name that stays in it.
bool is_harmless(std::string_view part) {
  return !part.empty() && part != "." && part != ".." && part.find('\0') == std::string_view::npos;
}

}  // namespace

std::string to_file_name(std::string_view id) {
  if (id.empty()) return "%";
  auto name = escaped(id);
  return name.size() <= name_bytes_max ? name : packed(id);
}

std::optional<std::string> from_file_name(std::string_view name) {
  if (name == "%") return std::string{};
  auto id = name.starts_with(packed_mark) ? unpacked(name) : unescaped(name);
  // An id has one name.
  if (!id || to_file_name(*id) != name) return std::nullopt;
  return id;
}

std::string sessions_of(const std::string& tenant) {
  return std::string{sessions_folder} + "/" + to_file_name(tenant);
}

std::string file_of_session(const session_ref& session) {
  return sessions_of(session.tenant) + "/" + to_file_name(session.id) + std::string{json_suffix};
}

std::string file_of_tenant(const std::string& tenant) {
  return std::string{tenants_folder} + "/" + to_file_name(tenant) + std::string{json_suffix};
}

std::string file_of_log(std::int64_t log) {
  return std::string{logs_folder} + "/" + std::to_string(log) + std::string{json_suffix};
}

std::optional<std::int64_t> log_of_file(std::string_view part) {
  std::int64_t log = 0;
  const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), log);
  if (error != std::errc{} || log < 1) return std::nullopt;
  if (part != std::to_string(log) + std::string{json_suffix}) return std::nullopt;
  return log;
}

bool is_of_store(const std::string& name) {
  if (name == store_file) return true;
  const auto parts = parts_of(name);
  if (parts.size() == 2 && parts[0] == tenants_folder) return is_json_name(parts[1]);
  if (parts.size() == 2 && parts[0] == logs_folder) return log_of_file(parts[1]).has_value();
  return parts.size() == 3 && parts[0] == sessions_folder && from_file_name(parts[1]) &&
         is_harmless(parts[2]);
}

}  // namespace parley::storage::json
