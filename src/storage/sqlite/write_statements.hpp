#pragma once

#include <cstdint>

#include "storage/sqlite/statement.hpp"

namespace parley::storage::sqlite {

/// Effects of Idempotency-Keys that `forget_effects` removes in one go.
inline constexpr std::int64_t forgotten_at_once = 1000;

/// Everything the writer says, prepared once per connection.
struct write_statements {
  explicit write_statements(sqlite3* db);

  statement begin;
  statement commit;
  statement rollback;
  statement meta;
  statement set_meta;
  statement session_by_key;
  statement session_by_id;
  statement insert_session;
  statement update_session;
  statement status_and_age;
  statement log_of_session;
  statement head;
  statement received_at;
  statement shared;
  statement share;
  statement shared_by_others;
  statement tally_at;
  statement keep_tally;
  statement message_by_seq;
  statement message_by_given_id;
  statement insert_message;
  statement list_active;
  statement unlist_active;
  statement find_effect;
  statement keep_effect;
  statement forget_effects;
  statement count;
  statement count_statistic;
  statement drop_statistic;
  statement count_day;
  statement drop_day;
  statement keep_setting;
  statement remove_setting;
  statement keep_turn;
  statement turn_by_id;
  statement latest_summary;
  statement count_summaries;
  statement count_erasures;
  statement keep_summary;
  statement summaries_above;
  statement sharing_logs;
  statement summaries_to_spoil;
  statement spoil_summaries;
  statement count_erasing;
  statement moving_of;
  statement keep_moving;
  statement remove_moving;
  statement not_counted;
  statement departed_until;
  statement unrest;
  statement put_erasings;
  statement purge_summaries;
  statement count_turns;
  statement descendant;
  statement place;
  statement count_children;
  statement cascade;
  statement add_job;
  statement put_job;
  statement remove_job;
  statement person_job;
  statement is_erased;
  statement forks_of;
  statement is_orphaned;
  statement owner_of;
  statement count_rows;
  statement erased_parts;
  statement keep_tombstone;
  statement erase_session;
  statement erase_turns;
  statement erase_departed_turns;
  statement erase_effects;
  statement erase_jobs;
  statement unshare;
  statement rows_to_purge;
  statement purge_rows;
  statement rows_above;
  statement purge_tallies;
  statement has_purge;
  statement text_of;
  statement mark_erased;
  statement remove_text;
  statement sharers;
  statement erase_copies;
  statement erase_letters_of;
  statement find_receipt;
  statement keep_receipt;
  statement end_receipt;
  statement set_receipt_purged;
  statement blanked_parts;
  statement job_payload;
  statement other_blank;
  statement set_purged;
};

}  // namespace parley::storage::sqlite
