#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace parley::domain {

/// What the holder of a key may do within its tenant; each may what those before it may.
/// reader: reads and follows. writer: sessions, messages, turns, tasks. admin: what concerns a whole
/// tenant: users' erasure, export, import, keys, migration, retention.
/// Their numbers are not stored; their names are.
enum class access_role : std::uint8_t { reader, writer, admin };

std::string_view to_string(access_role v);
std::optional<access_role> parse_access_role(std::string_view name);

/// "reader, writer, admin"
std::string_view allowed_access_roles();

inline bool includes(access_role has, access_role needed) { return has >= needed; }

}  // namespace parley::domain
