#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "parley/storage/session_ref.hpp"

namespace parley::storage::json {

// Where things lie in the folder of a store.

inline constexpr const char* store_file = "parley.json";
inline constexpr const char* lock_name = "lock";
inline constexpr const char* journal_file = "journal";
inline constexpr const char* sessions_folder = "sessions";
inline constexpr const char* tenants_folder = "tenants";
inline constexpr const char* logs_folder = "logs";
inline constexpr const char* broken_folder = "broken";
inline constexpr std::string_view json_suffix = ".json";
inline constexpr std::string_view lines_suffix = ".jsonl";

/// An id as one part of a path: the same whether or not a file system tells upper from lower case,
/// nothing special on any, at most 220 bytes. `a-z 0-9 _ -` and inner dots stand for themselves,
/// every other byte is `%` and two hexadecimal digits, the first byte of a name that Windows keeps
/// for itself, too; what would be too long is `%~` and base32. Two ids never have one name.
std::string to_file_name(std::string_view id);

/// The id of such a name; nullopt for a name that no id has.
std::optional<std::string> from_file_name(std::string_view name);

std::string sessions_of(const std::string& tenant);
std::string file_of_session(const session_ref& session);
std::string file_of_tenant(const std::string& tenant);
std::string file_of_log(std::int64_t log);

/// The number of `file_of_log`; nullopt for any other name.
std::optional<std::int64_t> log_of_file(std::string_view part);

/// Whether a store writes files of that name: only such a one is written when a journal says so.
bool is_of_store(const std::string& name);

}  // namespace parley::storage::json
