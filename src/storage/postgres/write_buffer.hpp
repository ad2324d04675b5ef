#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "parley/storage/catalog.hpp"
#include "storage/postgres/row_batch.hpp"
#include "storage/relational/values.hpp"

namespace parley::storage::postgres {

/// What a transaction has written and the server has not got yet. Rows of a kind go with one
/// statement, and a row that was written more than once goes once, as it was last.
class write_buffer {
 public:
  write_buffer();

  void insert(const relational::open_session& session, const domain::session& record,
              const std::string& text, std::int64_t shared_upto);
  void update(std::int64_t key, const domain::session& record, const std::string& text,
              const std::string& agents);
  void put_turn_counts(const relational::open_session& session);
  void list(const session_ref& session, base::timestamp active_at);
  void unlist(const session_ref& session, base::timestamp active_at);
  void share(const relational::open_session& session, const segment& run);
  void keep_tally(const relational::open_session& session, std::int64_t seq);
  void insert(std::string_view tenant, const relational::message_place& place,
              const std::string& message_id, const domain::message& entry, std::string_view agent);
  void keep(const relational::open_session& session, const domain::turn& t);
  void keep(const std::string& tenant, const idempotency& once, const idempotent_effect& effect);
  void insert(std::int64_t id, const job& j);
  void update(const job& j);
  void remove_job(std::int64_t id);
  void add(const std::string& tenant, const tenant_counts& added);
  void add(std::string_view tenant, std::string_view agent,
           const relational::statistic_growth& added);
  void add(std::string_view tenant, std::string_view agent, const relational::day_growth& added);
  void drop_empty(std::string_view tenant, std::string_view agent);
  void drop_empty(std::string_view tenant, std::string_view agent, std::int64_t day);

  void keep(const moving_log& m);
  void remove_moving(std::int64_t log);
  /// The row of a session that departs.
  void release(std::int64_t key);

  void put(const relational::counters& now);

  /// Adds the statements, in an order in which they can be run, and is empty then.
  void send(pipeline& to);

 private:
  struct session_update {
    domain::session record;  ///< without what is only in `text`
    std::string text;
    std::string agents;
  };
  struct activity {
    std::optional<std::int64_t> before;
    std::optional<std::int64_t> after;
  };
  struct turn_row {
    std::string tenant;
    std::string question_id;
    std::optional<std::string> asker;
    std::int64_t state = 0;
    std::string turn_id;
    std::string record;
    std::string draft;
  };
  struct tally_row {
    std::string tenant;
    relational::turn_counts counts;
  };
  struct effect_row {
    idempotency once;
    idempotent_effect effect;
  };

  void gather();

  std::map<std::int64_t, session_update> updates_;
  std::map<std::int64_t, relational::turn_counts> turn_counts_;
  std::map<session_ref, activity> activity_;
  std::map<std::pair<std::int64_t, std::int64_t>, turn_row> turns_;
  std::map<std::pair<std::int64_t, std::int64_t>, tally_row> tallies_;
  std::map<std::pair<std::string, std::pair<std::string, std::string>>, effect_row> effects_;
  std::map<std::int64_t, job> job_updates_;
  std::map<std::int64_t, std::optional<moving_log>> moving_;  ///< by log; nullopt: it goes
  std::optional<relational::counters> counters_;

  row_batch new_sessions_;
  row_batch changed_sessions_;
  row_batch changed_counts_;
  row_batch new_segments_;
  row_batch new_messages_;
  row_batch kept_turns_;
  row_batch kept_tallies_;
  row_batch kept_effects_;
  row_batch new_jobs_;
  row_batch changed_jobs_;
  row_batch gone_jobs_;
  row_batch kept_moving_;
  row_batch gone_moving_;
  row_batch gone_sessions_;
  row_batch moved_activity_;
  row_batch new_activity_;
  row_batch gone_activity_;
  row_batch counts_;
  row_batch statistics_;
  row_batch days_;
  row_batch empty_statistics_;
  row_batch empty_days_;
};

}  // namespace parley::storage::postgres
