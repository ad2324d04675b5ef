#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include "storage/language/tokens.hpp"
#include "storage/postgres/check/checks.hpp"
#include "storage/postgres/index/indexed_rows.hpp"
#include "storage/postgres/index/keys.hpp"

namespace parley::storage::postgres {
namespace {

const std::string head_sql =
    "SELECT version, cursor, (SELECT next_position FROM shard WHERE id = 0) FROM search_state";
// What is to be indexed of each message, beside what is.
const auto rows_sql =
    "SELECT m.position, m.log, m.tenant, CASE WHEN " + to_be_indexed +
    " THEN m.content END, "
    "w.words::text, EXISTS (SELECT 1 FROM search_bucket b WHERE b.tenant = m.tenant "
    "AND b.bucket = m.position >> 14) FROM message m LEFT JOIN search_words w USING (position) "
    "WHERE m.position > $1 AND m.position <= $2 ORDER BY m.position LIMIT 500";
// A job takes words out of the index after it has removed the rows: those of its log may be there.
const std::string strays_sql =
    "SELECT w.position FROM search_words w WHERE NOT EXISTS (SELECT 1 FROM message m "
    "WHERE m.position = w.position) AND NOT EXISTS (SELECT 1 FROM unnest($1::bigint[]) log "
    "WHERE w.words @> ARRAY[(w.position >> 14) << 40 | log])";
const auto leaving_sql =
    "SELECT " + number_in("payload", "log") + " AS log FROM job WHERE kind IN (2, 4)";
const std::string reset_sql =
    "DELETE FROM search_words; DELETE FROM search_bucket; "
    "UPDATE search_state SET version = 0, cursor = 0";

/// Messages of a bucket with the same mistake, reported as one.
struct mistakes {
  std::int64_t count = 0;
  std::int64_t first = 0;
};

class index_check {
 public:
  explicit index_check(examination& e) : e_(e) {
    for (const auto each : e.ask(leaving_sql)) leaving_.insert(each.integer(0));
  }

  void run() {
    const auto head = e_.ask(head_sql);
    // One of another version is made again when a server starts.
    if (head.empty() || head[0].integer(0) != index_version) return;
    const auto cursor = head[0].integer(1);
    if (cursor >= head[0].integer(2))
      e_.report("index", "goes up to position " + std::to_string(cursor) +
                             ", which the store has not given");
    std::int64_t after = 0;
    for (auto rows = e_.ask(rows_sql, parameters::of(after, cursor)); !rows.empty();
         rows = e_.ask(rows_sql, parameters::of(after, cursor)))
      for (const auto each : rows) {
        after = each.integer(0);
        look_at(each);
      }
    std::vector<std::int64_t> leaving;
    for (const auto log : leaving_) leaving.push_back(log_hash(log));
    for (const auto each : e_.ask(strays_sql, parameters::of(leaving)))
      note("has messages that are not there", each.integer(0));
    for (const auto& [what, found] : found_)
      e_.report("index bucket " + std::to_string(what.first),
                what.second + ": " + std::to_string(found.count) + ", the first at position " +
                    std::to_string(found.first));
  }

 private:
  void look_at(const row& r) {
    const auto position = r.integer(0);
    if (r.is_null(3)) {
      // A job will take it out of the index with its row or text.
      if (!r.is_null(4) && !leaving_.contains(r.integer(1)))
        note("has messages that no history shows", position);
      return;
    }
    if (r.is_null(4)) return note("lacks messages", position);
    const auto keys = keys_of({position, r.integer(1), r.text(2), r.text(3)}, tokens_);
    if (r.raw(4) != array_text(keys)) note("has messages by other words", position);
    if (r.integer(5) == 0) note("is not known to the tenant of messages", position);
  }

  void note(const std::string& what, std::int64_t position) {
    auto& found = found_[{bucket_of(position), what}];
    if (found.count++ == 0) found.first = position;
  }

  examination& e_;
  language::tokens tokens_;
  std::set<std::int64_t> leaving_;  ///< logs of which a job removes something
  std::map<std::pair<std::int64_t, std::string>, mistakes> found_;
};

}  // namespace

void check_index(examination& e) {
  const auto before = e.now();
  index_check{e}.run();
  if (!e.repair() || !e.found_since(before)) return;
  // It is made again when a server starts.
  e.run(reset_sql);
  e.set_repaired(before, true);
}

}  // namespace parley::storage::postgres
