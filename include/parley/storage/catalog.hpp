#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "parley/base/status.hpp"
#include "parley/domain/session.hpp"
#include "parley/storage/statistics.hpp"

namespace parley::storage {

/// What a list is sorted by; sessions of one time by their ids. The time of creation never changes,
/// so pages of such a list never repeat or skip a session. The last activity does: a session that
/// takes a message between two pages moves, towards the pages that were read or away from them.
enum class list_order : std::uint8_t { created_at, last_activity };

/// A place in a list of sessions.
struct list_cursor {
  base::timestamp at{};  ///< the time that the list is sorted by
  std::string session_id;
  friend bool operator==(const list_cursor&, const list_cursor&) = default;
};

/// Filters are joined by "and".
struct session_query {
  std::string tenant;
  std::optional<domain::session_status> status;
  std::optional<domain::session_type> type;
  std::optional<std::string> user;
  std::optional<std::string> conversation;
  std::optional<std::string> role;  ///< some participant has this role
  std::optional<std::string> root;
  std::optional<std::string> parent;
  std::optional<base::timestamp> created_from;  ///< inclusive
  std::optional<base::timestamp> created_to;    ///< exclusive
  std::optional<base::timestamp> active_from;
  std::optional<base::timestamp> active_to;
  std::vector<std::pair<std::string, domain::json>> metadata;  ///< top-level key equals value

  list_order order = list_order::created_at;
  bool oldest_first = false;         ///< false: the newest first, both keys descending
  std::optional<list_cursor> after;  ///< exclusive, in the direction of the list
  std::int64_t items_max = 50;
  std::int64_t rows_examined_max = 20000;
  friend bool operator==(const session_query&, const session_query&) = default;
};

/// May be short, even empty, with a cursor: the bound of rows examined was reached.
struct session_page {
  std::vector<domain::session_view> items;
  std::optional<list_cursor> next;  ///< absent: the list ends here
  friend bool operator==(const session_page&, const session_page&) = default;
};

/// Kept by every commit, exact.
struct tenant_counts {
  std::int64_t sessions = 0;
  std::int64_t messages = 0;  ///< stored ones: those that forks share count once
  friend bool operator==(const tenant_counts&, const tenant_counts&) = default;
};

/// Something that a tenant has set, as JSON: its rules of retention.
struct tenant_setting {
  std::string tenant;
  std::string name;
  std::string value;  ///< empty in a submission: it is removed
  friend bool operator==(const tenant_setting&, const tenant_setting&) = default;
};

/// The `catalog` facet. Used by one thread; no listing reads message bodies.
class catalog {
 public:
  virtual ~catalog() = default;
  virtual base::result<session_page> list(const session_query& query) = 0;
  virtual base::result<tenant_counts> counts(const std::string& tenant) = 0;
  virtual base::result<parley::storage::statistics> statistics(const statistics_query& query) = 0;

  /// Tenants that have, or had, sessions here, by name, those behind `after`.
  virtual base::result<std::vector<std::string>> tenants(const std::string& after,
                                                         std::int64_t items_max) = 0;

  /// What is kept for a tenant under a name; nullopt when nothing is.
  virtual base::result<std::optional<tenant_setting>> setting(const std::string& tenant,
                                                              const std::string& name) = 0;
  /// Those of that name of all tenants, by tenant.
  virtual base::result<std::vector<tenant_setting>> settings(const std::string& name) = 0;
};

}  // namespace parley::storage
