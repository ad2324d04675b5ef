#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>

#include "parley/base/digest.hpp"
#include "parley/domain/json.hpp"
#include "parley/domain/tree.hpp"
#include "parley/domain/turn.hpp"
#include "parley/storage/job.hpp"
#include "storage/memory/tables.hpp"

namespace parley::storage::json {

// Small values as they stand in files, and their way back. What is not there or of another type
// than was written makes the file unreadable.

class unreadable : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The highest version that this code reads, and the one that it writes, of every kind of file.
inline constexpr std::int64_t format_version = 1;

/// Pretty-printed, with a line end.
std::string to_text(const domain::json& value);
/// Strict, see domain::parse_json; an object. Throws `unreadable`.
domain::json read_object(const std::string& text);

// Of objects. `find` gives null for what is not there.
const domain::json& member(const domain::json& object, const char* name);
const domain::json* find(const domain::json& object, const char* name);
std::int64_t number(const domain::json& object, const char* name);
std::string text(const domain::json& object, const char* name);
/// An absent one is empty.
const domain::json& list(const domain::json& object, const char* name);

/// RFC 3339, or microseconds where that has no words for it.
domain::json write_time(base::timestamp t);
base::timestamp read_time(const domain::json& object, const char* name);

domain::json write_turn_row(const domain::turn& t);
domain::turn read_turn_row(const domain::json& value);

domain::json write_job(const job& j);
job read_job(const domain::json& value, const std::string& tenant);

domain::json write_receipt(const domain::erasure& e);
domain::erasure read_receipt(const domain::json& value);

/// The key and route of an Idempotency-Key with what was done.
domain::json write_effect(const std::string& key, const std::string& route,
                          const idempotent_effect& e);
void read_effect(const domain::json& value, const std::string& tenant, memory::facts& into);

}  // namespace parley::storage::json
