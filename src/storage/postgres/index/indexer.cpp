#include "storage/postgres/index/indexer.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "storage/language/failure.hpp"
#include "storage/language/tokens.hpp"
#include "storage/postgres/index/indexed_rows.hpp"
#include "storage/postgres/index/keys.hpp"
#include "storage/postgres/pipeline.hpp"
#include "storage/postgres/reader_connection.hpp"

namespace parley::storage::postgres {
namespace {

/// Rows, and bytes of texts, that are read at once.
constexpr std::int64_t rows_at_once = 2000;
constexpr std::int64_t bytes_at_once = 16'000'000;

const std::string head_sql =
    "SELECT version, cursor, (SELECT next_position FROM shard WHERE id = 0) FROM search_state "
    "WHERE id = 0";
const std::string reset_sql =
    "WITH emptied AS (DELETE FROM search_words), left_by AS (DELETE FROM search_bucket) "
    "UPDATE search_state SET version = $1, cursor = 0 WHERE id = 0";

// Every row behind $1, whether it is to be indexed or not, with the newest position of that moment.
const auto rows_sql =
    "SELECT shard.next_position - 1, slice.position, slice.log, slice.tenant, slice.content, "
    "slice.rows FROM shard LEFT JOIN LATERAL (SELECT *, count(*) OVER () AS rows, "
    "sum(size) OVER (ORDER BY position) - size AS before FROM (SELECT m.position, m.log, m.tenant, "
    "CASE WHEN " +
    to_be_indexed +
    " THEN m.content END AS content, "
    "coalesce(octet_length(m.content), 0)::bigint AS size FROM message m WHERE m.position > $1 "
    "ORDER BY m.position LIMIT $2) found) slice ON slice.before <= $3 "
    "WHERE shard.id = 0 ORDER BY slice.position";
const std::string received_sql =
    "SELECT received_at FROM message WHERE position > $1 ORDER BY position LIMIT 1";

// Nothing is written when somebody else has moved the cursor.
const std::string write_sql =
    "WITH moved AS (UPDATE search_state SET cursor = $2 WHERE id = 0 AND cursor = $1 RETURNING "
    "id), "
    "words AS (INSERT INTO search_words (position, words) SELECT position, words::bigint[] "
    "FROM moved, unnest($3::bigint[], $4::text[]) AS row (position, words) "
    "ON CONFLICT DO NOTHING), "
    "buckets AS (INSERT INTO search_bucket (tenant, bucket) SELECT tenant, bucket "
    "FROM moved, unnest($5::text[], $6::bigint[]) AS row (tenant, bucket) "
    "ON CONFLICT DO NOTHING) "
    "SELECT count(*) FROM moved";
const auto forget_sql =
    "DELETE FROM search_words w USING (SELECT m.position FROM message m WHERE m.log = $1 AND NOT " +
    to_be_indexed + ") gone WHERE w.position = gone.position";

struct slice {
  std::int64_t upto = 0;    ///< positions that were looked at
  std::int64_t behind = 0;  ///< positions above it
  column positions{column::kind::integer};
  column words{column::kind::text};
  std::set<std::pair<std::string, std::int64_t>> buckets;
};

class postgres_indexer : public indexer {
 public:
  explicit postgres_indexer(const options& opts) : store_(opts) {}

  base::result<void> open() {
    return store_
        .ask(every_tenant, head_sql, {},
             [&](const result& rows) -> base::result<void> {
               if (rows.empty()) throw failure::damaged("search_state has no row");
               const bool fits =
                   rows[0].integer(0) == index_version && rows[0].integer(1) < rows[0].integer(2);
               cursor_ = fits ? std::optional{rows[0].integer(1)} : std::nullopt;
               return {};
             })
        .and_then([&]() -> base::result<void> {
          if (cursor_) return {};
          return store_.ask(every_tenant, reset_sql, parameters::of(index_version),
                            [&](const result&) -> base::result<void> {
                              cursor_ = 0;
                              return {};
                            });
        });
  }

  base::result<index_state> advance(std::int64_t rows_max) override {
    try {
      return follow(rows_max);
    } catch (const language::failure& f) {
      return base::fail(f.to_status());
    }
  }

  base::result<void> forget(std::int64_t log) override {
    return store_.ask(every_tenant, forget_sql, parameters::of(log),
                      [](const result&) -> base::result<void> { return {}; });
  }

 private:
  base::result<index_state> follow(std::int64_t rows_max) {
    if (!cursor_)
      if (auto ready = open(); !ready) return base::fail(ready.error());
    for (;;) {
      const auto wanted = std::clamp<std::int64_t>(rows_max, 1, rows_at_once);
      auto found = read(wanted);
      if (!found) return base::fail(found.error());
      if (found->upto > *cursor_)
        if (auto written = write(*found); !written) return base::fail(written.error());
      rows_max -= wanted;
      if (found->behind == 0) return index_state{0, store_.opts().clock->now()};
      if (rows_max <= 0) return behind(found->behind);
    }
  }

  base::result<slice> read(std::int64_t rows_max) {
    return store_.ask(every_tenant, rows_sql, parameters::of(*cursor_, rows_max, bytes_at_once),
                      [&](const result& rows) -> base::result<slice> {
                        slice found;
                        for (const auto each : rows)
                          if (!each.is_null(1)) take(each, found);
                        const auto newest = rows[0].integer(0);
                        // The positions at the end may be those of rows that are gone.
                        const bool is_last =
                            rows[0].is_null(1) ||
                            (rows.size() < rows_max && rows.size() == rows[0].integer(5));
                        if (is_last) found.upto = std::max(*cursor_, newest);
                        found.behind = std::max<std::int64_t>(0, newest - found.upto);
                        return found;
                      });
  }

  void take(const row& r, slice& found) {
    found.upto = r.integer(1);
    if (r.is_null(4)) return;
    const auto tenant = r.text(3);
    const auto keys = keys_of({found.upto, r.integer(2), tenant, r.text(4)}, tokens_);
    found.positions.add(found.upto);
    found.words.add(std::string_view{array_text(keys)});
    found.buckets.emplace(tenant, bucket_of(found.upto));
  }

  base::result<void> write(const slice& found) {
    column tenants{column::kind::text};
    column buckets{column::kind::integer};
    for (const auto& [tenant, bucket] : found.buckets) {
      tenants.add(std::string_view{tenant});
      buckets.add(bucket);
    }
    const auto p =
        parameters::of(*cursor_, found.upto, found.positions, found.words, tenants, buckets);
    cursor_.reset();  // until it is known how it ended
    return store_.ask(every_tenant, write_sql, p, [&](const result& rows) -> base::result<void> {
      if (rows[0].integer(0) == 1) {
        cursor_ = found.upto;
        return {};
      }
      return base::fail(base::errc::unavailable, "",
                        "The search index was written by somebody else; it is read again.", 100);
    });
  }

  base::result<index_state> behind(std::int64_t positions) {
    return store_.ask(every_tenant, received_sql, parameters::of(*cursor_),
                      [&](const result& rows) -> base::result<index_state> {
                        auto upto = store_.opts().clock->now();
                        if (!rows.empty())
                          upto = std::min(upto, base::from_micros(rows[0].integer(0)));
                        return index_state{positions, upto};
                      });
  }

  reader_connection store_;
  language::tokens tokens_;
  std::optional<std::int64_t> cursor_;  ///< positions up to it are indexed; nullopt: not known
};

}  // namespace

base::result<std::unique_ptr<indexer>> open_indexer(const options& opts) {
  try {
    auto made = std::make_unique<postgres_indexer>(opts);
    if (auto opened = made->open(); !opened) return base::fail(opened.error());
    return made;
  } catch (const language::failure& f) {
    return base::fail(f.to_status());
  }
}

}  // namespace parley::storage::postgres
