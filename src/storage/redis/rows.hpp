#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "parley/domain/tree.hpp"
#include "parley/storage/log.hpp"
#include "storage/redis/packing.hpp"
#include "storage/relational/values.hpp"
#include "storage/segments.hpp"

namespace parley::storage::redis {

// Rows as bytes, and their way back. Reading throws `failure` for what is damaged.

/// What stands at the beginning of a message's row, in so many bytes, so that it can be read
/// without the rest.
struct message_header {
  std::int64_t seq = 0;
  std::int64_t position = 0;
  base::timestamp received_at{};
  std::int64_t characters = 0;  ///< code points of the content
  domain::message_status status = domain::message_status::complete;
  bool given = false;  ///< the id is a client's
  base::digest digest{};
};
inline constexpr std::size_t header_bytes = 50;

struct message_row {
  message_header head;
  domain::message message;  ///< whole, also when it is erased
  std::string agent;
};

std::string pack(const message_row& row);
message_header read_header(std::string_view bytes);
message_row read_row(std::string_view bytes);
/// As it is shown: what is erased without its text.
domain::message read_message(std::string_view bytes);
/// The row without its text.
message_row blanked(message_row row);
relational::known_message known_of(const message_row& row);

/// A session's, but for its counts of turns. The first eight bytes are the key of its log.
struct session_entry {
  relational::session_row row;
  relational::status_and_age facts;
  std::optional<base::timestamp> closed_at;
  domain::session_type type = domain::session_type::user_to_agent;
  std::optional<std::string> user;
  std::string conversation;
  std::optional<std::string> root;
  std::optional<std::string> parent;
  std::string record;
};
session_entry entry_of(const relational::open_session& session, const domain::session& record,
                       const std::string& text, std::int64_t shared_upto);
std::string pack(const session_entry& entry);
session_entry read_entry(std::string_view bytes);

/// Sums, zeros when there is no row.
template <std::size_t N>
using sums = std::array<std::int64_t, N>;
template <std::size_t N>
std::string pack(const sums<N>& numbers) {
  packer p;
  for (const auto each : numbers) p.number(each);
  return p.take();
}
template <std::size_t N>
sums<N> read_sums(const std::optional<std::string>& bytes) {
  sums<N> numbers{};
  if (!bytes) return numbers;
  unpacker u{*bytes};
  for (auto& each : numbers) each = u.number();
  return numbers;
}
inline constexpr std::size_t tenant_sums = 2;     ///< sessions, messages
inline constexpr std::size_t statistic_sums = 5;  ///< active, closed, archived, length, duration
inline constexpr std::size_t day_sums = 3;        ///< created, messages, characters

std::string pack(const relational::turn_counts& counts);
relational::turn_counts read_counts(std::string_view bytes);

std::string pack(const domain::head& head);
domain::head read_head(std::string_view bytes);

std::string pack(const std::vector<segment>& shared);
segments read_segments(const std::optional<std::string>& bytes, std::int64_t own);

std::string pack(const domain::turn& t, const std::string& tenant);
domain::turn read_turn(std::string_view bytes);
std::string tenant_of_turn(std::string_view bytes);

std::string pack(const job& j);
job read_job(std::string_view bytes);

std::string pack(const idempotent_effect& effect);
idempotent_effect read_effect(std::string_view bytes);

struct summary_row {
  std::int64_t to_seq = 0;
  bool stale = false;
  std::string id;
  std::string record;
};
std::string pack(const summary_row& row);
summary_row read_summary_row(std::string_view bytes);
domain::summary summary_of(const summary_row& row);

/// Of a session that is erased.
struct tombstone {
  domain::erasure receipt;
  std::string part_of;
  std::int64_t log = 0;
};
std::string pack(const tombstone& t);
tombstone read_tombstone(std::string_view bytes, const std::string& session);

/// Of messages or a person.
struct receipt_row {
  domain::erasure receipt;
  std::string part_of;
  std::int64_t upto = 0;
};
std::string pack(const receipt_row& r);
receipt_row read_receipt(std::string_view bytes, domain::erased_kind kind,
                         const std::string& subject);

std::string pack(const moving_log& m);
moving_log read_moving(std::string_view bytes);

/// What stands at a position in the order of commits.
struct position_row {
  std::int64_t log = 0;
  std::int64_t seq = 0;
  std::string tenant;
  std::optional<std::string> sender;
};
std::string pack(const position_row& p);
position_row read_position(std::string_view bytes);

}  // namespace parley::storage::redis
