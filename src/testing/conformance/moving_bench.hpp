#pragma once

#include <string>
#include <vector>

#include "testing/cargo.hpp"
#include "testing/conformance/bench.hpp"

namespace parley::testing::conformance {

// What cases about moves say often. Sessions come back into the store that they left: to a store it
// is the same whether they were in another one meanwhile.

/// All of a session that is here, read in small pages.
cargo pack(bench& b, const owned& s);

/// A step with key and log of the session, complete.
storage::submission step(bench& b, storage::submission what, const owned& s);

/// Its rows are brought here, so many at once; key and log are those of the staged rows.
owned staged(bench& b, const cargo& c, std::size_t page_rows = 2);
/// And then made a session.
owned arrived(bench& b, const cargo& c);
/// It leaves; what it was.
cargo departed(bench& b, const owned& s, std::int64_t rows_kept_ms = 0);
/// Leaves and comes back.
owned moved(bench& b, const owned& s);

storage::outcome forget(bench& b, const storage::session_ref& ref);
storage::outcome unmark(bench& b, const storage::session_ref& ref);
/// What `moving` lists.
std::vector<storage::moving_log> moving(bench& b);
/// All jobs of kind purge that are due, and that they are done.
void purge_all(bench& b);

/// A session with all that one can have, of a tenant, with ids of its own: messages of several days
/// and senders, given and generated ids, one of a foreign format, one that is erased, summaries, of
/// which one is stale, turns, and counts of turns that grew.
owned rich_session(bench& b, const std::string& id, const std::string& tenant = "t");

/// What readers say about a session and its tenant, but for keys, logs and positions.
struct picture {
  domain::session record;
  domain::head head;
  std::int64_t next_turn = 0;
  std::vector<domain::message> messages;
  cargo all;
  storage::summary_state summaries;
  std::vector<std::string> by_age;
  std::vector<std::string> by_activity;
  storage::tenant_counts counts;
  std::vector<storage::statistics> statistics;
  std::vector<storage::search_hit> hits;
  std::vector<storage::sent_messages> sent;
  std::vector<storage::sent_messages> asked;
};
picture look(bench& b, const owned& s);
void same(bench& b, const picture& found, const picture& wanted, const std::string& when);

/// Nobody of the tenant has sessions, messages or anything that is found.
void nothing_is_seen(bench& b, const storage::session_ref& ref, const std::string& when);

}  // namespace parley::testing::conformance
