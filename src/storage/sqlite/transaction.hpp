#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_map>

#include "parley/storage/catalog.hpp"
#include "parley/storage/submission.hpp"
#include "storage/sqlite/connection.hpp"
#include "storage/sqlite/write_statements.hpp"

namespace parley::storage::sqlite {

/// What a message row that was found says about the entry that is compared with it.
struct known_message {
  appended entry;
  base::digest body_digest{};
};

/// A session as this transaction sees it, its own writes included.
struct open_session {
  std::int64_t key = 0;
  std::int64_t log = 0;
  std::int64_t revision = 0;
  std::int64_t turn_count = 0;
  std::int64_t round = 0;
  domain::head head;
  const session_ref* address = nullptr;  ///< of the submission that opened it
};

/// One write transaction: look-ups and writes, no decisions. Rolls back unless committed. Every
/// method throws `failure`. Submissions must outlive it.
class transaction {
 public:
  transaction(connection& c, write_statements& s, const options& opts);
  ~transaction();
  transaction(const transaction&) = delete;
  transaction& operator=(const transaction&) = delete;

  std::uint64_t epoch() const { return static_cast<std::uint64_t>(epoch_); }
  base::timestamp now() const { return now_; }
  const base::limits& limits() const { return limits_; }

  /// Raises the epoch and gives the new one.
  std::uint64_t raise_epoch();

  bool exists(const session_ref& session);

  /// nullptr when that key, address and log are not one session.
  open_session* open(const submission& s);
  open_session& create(const submission& s, const domain::session& record);
  void update(open_session& session, const domain::session& record);

  std::optional<known_message> find_message(const open_session& session, const std::string& id);

  /// Writes the entry behind the newest one.
  void append(open_session& session, const std::string& message_id, const domain::message& entry);

  /// Writes a turn's row, over the one that is there.
  void keep(const open_session& session, const domain::turn& t);

  /// Adds to the counts of the session.
  void count(open_session& session, std::int64_t turns, std::int64_t rounds);

  std::optional<idempotent_effect> find_effect(const std::string& tenant, const idempotency& once);
  void keep_effect(const std::string& tenant, const idempotency& once,
                   const idempotent_effect& effect);

  /// Writes what is counted once per commit. Separate from `commit` since an error here means that
  /// nothing is written, while one of `commit` may mean that nobody knows.
  void finish();
  void commit();

 private:
  void read_meta();
  void roll_back() noexcept;
  domain::head head_of(std::int64_t log);
  void set_meta(std::string_view name, std::int64_t value);
  std::int64_t take(std::int64_t& counter) { return counter++; }

  connection& connection_;
  write_statements& sql_;
  const base::limits& limits_;
  base::timestamp now_;
  std::int64_t epoch_ = 0;
  std::int64_t next_session_ = 0;
  std::int64_t next_log_ = 0;
  std::int64_t next_position_ = 0;
  std::int64_t first_session_ = 0;
  std::int64_t first_position_ = 0;
  std::unordered_map<std::int64_t, open_session> sessions_;
  std::unordered_map<std::string_view, tenant_counts> added_;
};

}  // namespace parley::storage::sqlite
