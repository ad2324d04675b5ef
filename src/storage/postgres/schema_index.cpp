#include "storage/postgres/schema.hpp"

namespace parley::storage::postgres {
namespace {

// The search index, see index/keys.hpp. `search_words` has numbers only, in which the tenant is
// hashed with the word, and tells nothing but positions, whose rows are read under the tenant's own
// rights. It has no policy of its own: PostgreSQL would ask that of every row before it used the
// index of words. New rows go into that index at once: rows that waited to be put in would have to
// be read by every step of a question.
constexpr std::string_view tables = R"sql(
CREATE TABLE search_state (
  id integer PRIMARY KEY,
  version bigint NOT NULL,
  cursor bigint NOT NULL
);
INSERT INTO search_state VALUES (0, 0, 0);

CREATE TABLE search_words (
  position bigint PRIMARY KEY,
  words bigint[] NOT NULL
);
ALTER TABLE search_words ALTER COLUMN words SET STATISTICS 0;
CREATE INDEX search_by_words ON search_words USING gin (words) WITH (fastupdate = off);

CREATE TABLE search_bucket (
  tenant text COLLATE "C" NOT NULL,
  bucket bigint NOT NULL,
  PRIMARY KEY (tenant, bucket)
);
ALTER TABLE search_bucket ENABLE ROW LEVEL SECURITY;
ALTER TABLE search_bucket FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON search_bucket
  USING (current_setting('parley.tenant', true) IN ('*', tenant));
)sql";

}  // namespace

std::string_view index_tables() { return tables; }

}  // namespace parley::storage::postgres
