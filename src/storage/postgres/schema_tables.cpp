#include "storage/postgres/schema.hpp"

namespace parley::storage::postgres {
namespace {

// Keys, positions and the ids of jobs come from counters in `shard`, in whose row the fence is,
// too: a takeover waits for a commit under way, and a commit for a takeover. What is written by
// every commit has room on its pages, so that new versions of a row stay near it and no index is
// touched. Every table that holds what belongs to a tenant says whose it is. Ids are compared by
// bytes; times are microseconds since 1970; JSON is text, since `jsonb` knows no U+0000 and would
// not give back what was written byte by byte. In `message` what decides and what lists need stands
// before the bodies.
constexpr std::string_view tables = R"sql(
CREATE TABLE shard (
  id integer PRIMARY KEY,
  epoch bigint NOT NULL,
  next_session bigint NOT NULL,
  next_log bigint NOT NULL,
  next_position bigint NOT NULL,
  next_job bigint NOT NULL,
  store_id bigint NOT NULL
) WITH (fillfactor = 10);
INSERT INTO shard VALUES (0, 0, 1, 1, 1, 1, 1 + floor(random() * 4611686018427387904)::bigint);

CREATE TABLE session (
  key bigint PRIMARY KEY,
  log bigint NOT NULL,
  revision bigint NOT NULL,
  created_at bigint NOT NULL,
  touched_at bigint NOT NULL,
  closed_at bigint,
  turn_count bigint NOT NULL,
  round bigint NOT NULL,
  shared_upto bigint NOT NULL,
  status smallint NOT NULL,
  type smallint NOT NULL,
  tenant text COLLATE "C" NOT NULL,
  session_id text COLLATE "C" NOT NULL,
  user_id text COLLATE "C",
  conversation_id text COLLATE "C" NOT NULL,
  root text COLLATE "C",
  parent text COLLATE "C",
  agents text COLLATE "C" NOT NULL,
  record text COLLATE "C" NOT NULL
) WITH (fillfactor = 90);
CREATE UNIQUE INDEX session_by_id ON session (tenant, session_id);
CREATE INDEX session_by_log ON session (log);
CREATE INDEX session_by_age ON session (tenant, created_at, session_id);
CREATE INDEX session_by_status ON session (tenant, status, created_at, session_id);
CREATE INDEX session_by_conversation ON session (tenant, conversation_id, created_at, session_id);
CREATE INDEX session_by_user ON session (tenant, user_id, created_at, session_id)
  WHERE user_id IS NOT NULL;
CREATE INDEX session_by_root ON session (tenant, root, created_at, session_id)
  WHERE root IS NOT NULL;
CREATE INDEX session_by_parent ON session (tenant, parent, created_at, session_id)
  WHERE parent IS NOT NULL;

CREATE TABLE activity (
  tenant text COLLATE "C" NOT NULL,
  active_at bigint NOT NULL,
  session_id text COLLATE "C" NOT NULL,
  PRIMARY KEY (tenant, active_at, session_id)
);

CREATE TABLE message (
  position bigint PRIMARY KEY,
  log bigint NOT NULL,
  seq bigint NOT NULL,
  received_at bigint NOT NULL,
  timestamp bigint NOT NULL,
  status smallint NOT NULL,
  given boolean NOT NULL,
  tenant text COLLATE "C" NOT NULL,
  digest bytea NOT NULL,
  message_id text COLLATE "C" NOT NULL,
  role text COLLATE "C" NOT NULL,
  sender text COLLATE "C",
  agent text COLLATE "C",
  name text COLLATE "C",
  tool_call_id text COLLATE "C",
  content text COLLATE "C",
  tool_calls text COLLATE "C",
  metadata text COLLATE "C",
  item text COLLATE "C",
  extra text COLLATE "C"
);
CREATE UNIQUE INDEX message_by_seq ON message (log, seq);
CREATE UNIQUE INDEX message_by_given_id ON message (log, message_id) WHERE given;

CREATE TABLE segment (
  log bigint NOT NULL,
  upto bigint NOT NULL,
  shared bigint NOT NULL,
  tenant text COLLATE "C" NOT NULL,
  PRIMARY KEY (log, upto)
);
CREATE INDEX segment_by_shared ON segment (shared, upto);

CREATE TABLE tally (
  log bigint NOT NULL,
  seq bigint NOT NULL,
  turn_count bigint NOT NULL,
  round bigint NOT NULL,
  tenant text COLLATE "C" NOT NULL,
  PRIMARY KEY (log, seq)
);

CREATE TABLE turn (
  session bigint NOT NULL,
  ordinal bigint NOT NULL,
  state smallint NOT NULL,
  tenant text COLLATE "C" NOT NULL,
  turn_id text COLLATE "C" NOT NULL,
  question_id text COLLATE "C" NOT NULL,
  asker text COLLATE "C",
  record text COLLATE "C" NOT NULL,
  draft text COLLATE "C" NOT NULL,
  PRIMARY KEY (session, ordinal)
) WITH (fillfactor = 70);
CREATE UNIQUE INDEX turn_by_id ON turn (session, turn_id);
CREATE INDEX turn_by_question ON turn (session, question_id);
CREATE INDEX turn_open ON turn (session, ordinal) WHERE state < 2;
CREATE INDEX turn_by_asker ON turn (tenant, asker, session, ordinal) WHERE asker IS NOT NULL;

CREATE TABLE idempotency (
  tenant text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  route text COLLATE "C" NOT NULL,
  at bigint NOT NULL,
  body bytea NOT NULL,
  session_id text COLLATE "C" NOT NULL,
  log bigint NOT NULL,
  all_known boolean NOT NULL,
  seqs bigint[] NOT NULL,
  record text COLLATE "C" NOT NULL,
  note text COLLATE "C" NOT NULL,
  PRIMARY KEY (tenant, key, route)
);
CREATE INDEX idempotency_by_age ON idempotency (at);
CREATE INDEX idempotency_by_session ON idempotency (tenant, session_id);

CREATE TABLE job (
  id bigint PRIMARY KEY,
  kind smallint NOT NULL,
  state smallint NOT NULL,
  attempts bigint NOT NULL,
  not_before bigint NOT NULL,
  created_at bigint NOT NULL,
  tenant text COLLATE "C" NOT NULL,
  session_id text COLLATE "C" NOT NULL,
  reason text COLLATE "C" NOT NULL,
  payload text COLLATE "C" NOT NULL
);
CREATE INDEX job_waiting ON job (not_before, id) WHERE state = 0;
CREATE INDEX job_dead ON job (tenant, id) WHERE state = 1;
CREATE INDEX job_by_subject ON job (tenant, session_id, kind, state, id);

CREATE TABLE tombstone (
  tenant text COLLATE "C" NOT NULL,
  session_id text COLLATE "C" NOT NULL,
  receipt_id text COLLATE "C" NOT NULL,
  part_of text COLLATE "C",
  log bigint NOT NULL,
  sessions bigint NOT NULL,
  messages bigint NOT NULL,
  forks bigint NOT NULL,
  summaries bigint NOT NULL,
  invisible_at bigint NOT NULL,
  purged_at bigint,
  PRIMARY KEY (tenant, session_id)
);
CREATE INDEX tombstone_by_part ON tombstone (tenant, part_of) WHERE part_of IS NOT NULL;
CREATE INDEX tombstone_by_log ON tombstone (log);

CREATE TABLE receipt (
  tenant text COLLATE "C" NOT NULL,
  kind smallint NOT NULL,
  subject text COLLATE "C" NOT NULL,
  receipt_id text COLLATE "C" NOT NULL,
  part_of text COLLATE "C",
  sessions bigint NOT NULL,
  messages bigint NOT NULL,
  forks bigint NOT NULL,
  summaries bigint NOT NULL,
  invisible_at bigint,
  purged_at bigint,
  upto bigint NOT NULL,
  PRIMARY KEY (tenant, kind, subject)
);
CREATE INDEX receipt_by_part ON receipt (tenant, part_of) WHERE part_of IS NOT NULL;

CREATE TABLE setting (
  tenant text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  value text COLLATE "C" NOT NULL,
  PRIMARY KEY (tenant, name)
);

CREATE TABLE tenant_count (
  tenant text COLLATE "C" PRIMARY KEY,
  sessions bigint NOT NULL,
  messages bigint NOT NULL
) WITH (fillfactor = 30);
CREATE TABLE statistic (
  tenant text COLLATE "C" NOT NULL,
  agent text COLLATE "C" NOT NULL,
  active bigint NOT NULL,
  closed bigint NOT NULL,
  archived bigint NOT NULL,
  length bigint NOT NULL,
  duration bigint NOT NULL,
  PRIMARY KEY (tenant, agent)
) WITH (fillfactor = 30);
CREATE TABLE statistic_day (
  tenant text COLLATE "C" NOT NULL,
  agent text COLLATE "C" NOT NULL,
  day bigint NOT NULL,
  created bigint NOT NULL,
  messages bigint NOT NULL,
  characters bigint NOT NULL,
  PRIMARY KEY (tenant, agent, day)
) WITH (fillfactor = 50);

CREATE TABLE summary (
  log bigint NOT NULL,
  number bigint NOT NULL,
  to_seq bigint NOT NULL,
  stale boolean NOT NULL,
  tenant text COLLATE "C" NOT NULL,
  summary_id text COLLATE "C" NOT NULL,
  record text COLLATE "C" NOT NULL,
  PRIMARY KEY (log, number)
);
CREATE INDEX summary_latest ON summary (log, stale, to_seq, number);
CREATE TABLE erasing (
  log bigint PRIMARY KEY,
  count bigint NOT NULL,
  tenant text COLLATE "C" NOT NULL
);
)sql";

}  // namespace

std::string_view first_tables() { return tables; }

}  // namespace parley::storage::postgres
