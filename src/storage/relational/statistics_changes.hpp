#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "parley/base/time.hpp"
#include "parley/domain/session.hpp"
#include "storage/relational/tables.hpp"

namespace parley::storage::relational {

/// What the statistics have of a session.
struct counted_session {
  std::string_view tenant;
  std::string_view agents;  ///< see agents_text
  domain::session_status status = domain::session_status::active;
  base::timestamp created_at{};
  std::int64_t length = 0;
  std::int64_t duration_us = 0;
};

/// A message whose row comes or goes, or loses its text.
struct counted_message {
  std::string_view tenant;
  std::string_view agent;  ///< role of its sender when it came; empty: no agent
  base::timestamp received_at{};
  std::int64_t characters = 0;
};

/// What a transaction changes in the statistics, gathered until it ends, so that a row is written
/// once however many messages a commit has. Tenants must outlive it.
class statistics_changes {
 public:
  /// Into the rows of its tenant and of the roles of its agents, or out of them.
  void add(const counted_session& s) { count(s, 1); }
  void remove(const counted_session& s) { count(s, -1); }

  /// What a session that is counted grew by.
  void grow(std::string_view tenant, std::string_view agents, std::int64_t length,
            std::int64_t duration_us);

  void received(const counted_message& m) { count(m, 1, m.characters); }
  void purged(const counted_message& m) { count(m, -1, -m.characters); }
  /// An erased message keeps its place and is counted without its text.
  void blanked(const counted_message& m) { count(m, 0, -m.characters); }

  /// Messages that come with their session, or, with -1, leave with it.
  void move(std::string_view tenant, const moved_day& d, std::int64_t times);

  /// Throws what the tables throw.
  void write(tables& to) const;

 private:
  struct total {
    std::array<std::int64_t, 3> sessions{};  ///< by domain::session_status
    std::int64_t length = 0;
    std::int64_t duration_us = 0;
    std::map<std::int64_t, day_growth> days;
  };
  /// By role; that of the empty name is of the whole tenant.
  using totals = std::map<std::string, total, std::less<>>;

  static total& of(totals& of_tenant, std::string_view agent);
  template <class F>
  void each(std::string_view tenant, std::string_view agents, F change);
  void count(const counted_session& s, std::int64_t times);
  void count(const counted_message& m, std::int64_t messages, std::int64_t characters);
  void add_to_day(std::string_view tenant, std::string_view agent, const day_growth& added);
  static void write(tables& to, std::string_view tenant, std::string_view agent, const total& t);
  static void write(tables& to, std::string_view tenant, std::string_view agent,
                    const day_growth& d);

  std::map<std::string_view, totals> tenants_;
};

}  // namespace parley::storage::relational
