#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "parley/storage/store.hpp"
#include "parley/testing/fake_clock.hpp"
#include "parley/testing/seeded_entropy.hpp"

namespace parley::testing::compare {

/// What both stores agree on about a session, kept to make submissions that have a chance.
struct known_session {
  domain::session record;
  std::int64_t last_seq = 0;
  storage::summary_state summaries;  ///< as they were when somebody looked
};

/// A random submission, but for what each store names in its own way: keys, logs, epochs.
struct request {
  storage::submission body;
  int epoch_off = 0;
  int key_off = 0;
  bool is_new = false;  ///< of a move: rows that no log has yet
};

/// Makes random calls that are likely to meet each other: few names, few keys, few bodies.
class world {
 public:
  explicit world(std::uint64_t seed) : random(seed) {}

  std::vector<request> batch();
  storage::session_query query();
  storage::job any_job();
  std::int64_t any_job_id();
  storage::page_request page(std::int64_t last_seq);
  storage::session_ref any_session();
  std::string any_message_id(const storage::session_ref& ref);
  storage::idempotency any_key();
  std::string any_user();
  storage::search_query question();
  /// One of the days that have passed, or the next one.
  std::int64_t any_day();

  /// Of agents; nobody has the last one.
  static const std::vector<std::string> roles;

  seeded_entropy random;
  fake_clock clock;
  std::map<storage::session_ref, known_session> sessions;                ///< those that exist
  std::map<storage::session_ref, std::vector<std::string>> message_ids;  ///< some that were given
  std::set<storage::session_ref> sharing;  ///< forks, and those that were forked
  std::int64_t last_job = 0;  ///< the highest id that was told

 private:
  request creation();
  request fork();
  request append(const storage::session_ref& ref, std::int64_t expected);
  request change(const storage::session_ref& ref, std::int64_t expected);
  request erasing(const storage::session_ref& ref, std::int64_t expected);
  request blanking(const storage::session_ref& ref, std::int64_t last_seq);
  request summarizing(const storage::session_ref& ref);
  request without_session();
  void change_jobs(request& r);
  storage::append_part part(const storage::session_ref& ref, std::int64_t expected);
  domain::turn turn();
  domain::message entry(const storage::session_ref& ref);
  void decorate(domain::session& record);

  base::timestamp start_ = clock.now();
  int counter_ = 0;
};

}  // namespace parley::testing::compare
