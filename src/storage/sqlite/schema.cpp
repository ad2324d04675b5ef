#include "storage/sqlite/schema.hpp"

#include <array>
#include <string>

#include "storage/sqlite/statistics_recount.hpp"

namespace parley::storage::sqlite {
namespace {

// Keys and positions come from counters in `meta`, not from SQLite, which would hand out the key of
// a deleted last row again. In `message` what decides and what lists need stands before the bodies:
// columns behind a long text are found only by reading through it. An id that the store generated
// carries its seq, so only ids that a client gave are indexed.
constexpr std::string_view version_1 = R"sql(
CREATE TABLE meta (
  name TEXT PRIMARY KEY,
  value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO meta VALUES ('schema_version', 0), ('epoch', 0), ('next_session', 1), ('next_log', 1),
  ('next_position', 1);

CREATE TABLE session (
  key INTEGER PRIMARY KEY,
  tenant TEXT NOT NULL,
  session_id TEXT NOT NULL,
  log INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  touched_at INTEGER NOT NULL,
  status INTEGER NOT NULL,
  type INTEGER NOT NULL,
  user_id TEXT,
  conversation_id TEXT NOT NULL,
  root TEXT,
  parent TEXT,
  record TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX session_by_id ON session (tenant, session_id);
CREATE INDEX session_by_age ON session (tenant, created_at, session_id);
CREATE INDEX session_by_status ON session (tenant, status, created_at, session_id);
CREATE INDEX session_by_conversation ON session (tenant, conversation_id, created_at, session_id);
CREATE INDEX session_by_user ON session (tenant, user_id, created_at, session_id)
  WHERE user_id IS NOT NULL;
CREATE INDEX session_by_root ON session (tenant, root, created_at, session_id)
  WHERE root IS NOT NULL;
CREATE INDEX session_by_parent ON session (tenant, parent, created_at, session_id)
  WHERE parent IS NOT NULL;

CREATE TABLE message (
  position INTEGER PRIMARY KEY,
  log INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  received_at INTEGER NOT NULL,
  timestamp INTEGER NOT NULL,
  status INTEGER NOT NULL,
  given INTEGER NOT NULL,
  digest BLOB NOT NULL,
  message_id TEXT NOT NULL,
  role TEXT NOT NULL,
  sender TEXT,
  name TEXT,
  tool_call_id TEXT,
  content TEXT,
  tool_calls TEXT,
  metadata TEXT,
  item TEXT,
  extra TEXT
) STRICT;
CREATE UNIQUE INDEX message_by_seq ON message (log, seq);
CREATE UNIQUE INDEX message_by_given_id ON message (log, message_id) WHERE given = 1;

CREATE TABLE idempotency (
  tenant TEXT NOT NULL,
  key TEXT NOT NULL,
  route TEXT NOT NULL,
  at INTEGER NOT NULL,
  body BLOB NOT NULL,
  session_id TEXT NOT NULL,
  log INTEGER NOT NULL,
  all_known INTEGER NOT NULL,
  seqs TEXT NOT NULL,
  record TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX idempotency_by_key ON idempotency (tenant, key, route);
CREATE INDEX idempotency_by_age ON idempotency (at);

CREATE TABLE tenant (
  tenant TEXT PRIMARY KEY,
  sessions INTEGER NOT NULL,
  messages INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
)sql";

// Turns, and what they add to their session: columns of its row, so that a turn that ends need not
// write the record. A draft is beside its row's record because it is written again and again.
constexpr std::string_view version_2 = R"sql(
ALTER TABLE session ADD COLUMN turn_count INTEGER NOT NULL DEFAULT 0;
ALTER TABLE session ADD COLUMN round INTEGER NOT NULL DEFAULT 0;
UPDATE session SET turn_count = coalesce(json_extract(record, '$.turn_count'), 0),
  round = coalesce(json_extract(record, '$.round'), 0);

CREATE TABLE turn (
  session INTEGER NOT NULL,
  ordinal INTEGER NOT NULL,
  turn_id TEXT NOT NULL,
  question_id TEXT NOT NULL,
  state INTEGER NOT NULL,
  record TEXT NOT NULL,
  draft TEXT NOT NULL,
  PRIMARY KEY (session, ordinal)
) STRICT;
CREATE UNIQUE INDEX turn_by_id ON turn (session, turn_id);
CREATE INDEX turn_by_question ON turn (session, question_id);
CREATE INDEX turn_open ON turn (session, ordinal) WHERE state < 2;
)sql";

// What histories share, and how the counts of turns grew. `segment` lists, for a log, those that
// come before it, each up to a seq; a log without rows there shares nothing, which `shared_upto` of
// its session says too, to spare writers the look-up. `tally` has the counts as they were after
// each change, by the head of that moment, so that a fork finds those of its seq with one step per
// log.
constexpr std::string_view version_3 = R"sql(
ALTER TABLE session ADD COLUMN shared_upto INTEGER NOT NULL DEFAULT 0;
CREATE TABLE segment (
  log INTEGER NOT NULL,
  upto INTEGER NOT NULL,
  shared INTEGER NOT NULL,
  PRIMARY KEY (log, upto)
) STRICT, WITHOUT ROWID;
CREATE INDEX segment_by_shared ON segment (shared, upto);

CREATE TABLE tally (
  log INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  turn_count INTEGER NOT NULL,
  round INTEGER NOT NULL,
  PRIMARY KEY (log, seq)
) STRICT, WITHOUT ROWID;
INSERT INTO tally SELECT log,
  coalesce((SELECT max(seq) FROM message WHERE message.log = session.log), 0), turn_count, round
  FROM session WHERE turn_count > 0 OR round > 0;
)sql";

// Work that is done later. Of its indexes only the last holds every row: few jobs wait, and fewer
// are dead.
constexpr std::string_view version_4 = R"sql(
CREATE TABLE job (
  id INTEGER PRIMARY KEY,
  kind INTEGER NOT NULL,
  tenant TEXT NOT NULL,
  session_id TEXT NOT NULL,
  state INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  not_before INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  reason TEXT NOT NULL,
  payload TEXT NOT NULL
) STRICT;
CREATE INDEX job_waiting ON job (not_before, id) WHERE state = 0;
CREATE INDEX job_dead ON job (tenant, id) WHERE state = 1;
CREATE INDEX job_by_subject ON job (tenant, session_id, kind, state, id);
INSERT INTO meta VALUES ('next_job', 1);
)sql";

// What stays of an erased session, and the way to what belongs to one.
constexpr std::string_view version_5 = R"sql(
CREATE TABLE tombstone (
  tenant TEXT NOT NULL,
  session_id TEXT NOT NULL,
  receipt_id TEXT NOT NULL,
  part_of TEXT,
  log INTEGER NOT NULL,
  sessions INTEGER NOT NULL,
  messages INTEGER NOT NULL,
  forks INTEGER NOT NULL,
  invisible_at INTEGER NOT NULL,
  purged_at INTEGER,
  PRIMARY KEY (tenant, session_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX tombstone_by_part ON tombstone (tenant, part_of) WHERE part_of IS NOT NULL;
CREATE INDEX tombstone_by_log ON tombstone (log);
CREATE INDEX idempotency_by_session ON idempotency (tenant, session_id);
)sql";

// What the answer to a repeated request needs beyond seqs and records.
constexpr std::string_view version_6 = R"sql(
ALTER TABLE idempotency ADD COLUMN note TEXT NOT NULL DEFAULT '';
)sql";

// The order of last activity: a row of its own for each session, so that an append need not write
// that of the session with its record.
constexpr std::string_view version_7 = R"sql(
CREATE TABLE activity (
  tenant TEXT NOT NULL,
  active_at INTEGER NOT NULL,
  session_id TEXT NOT NULL,
  PRIMARY KEY (tenant, active_at, session_id)
) STRICT, WITHOUT ROWID;
INSERT INTO activity SELECT tenant, max(touched_at, coalesce(
    (SELECT received_at FROM message m WHERE m.log = s.log ORDER BY seq DESC LIMIT 1),
    (SELECT received_at FROM message m WHERE m.seq = s.shared_upto AND m.log =
      (SELECT shared FROM segment g WHERE g.log = s.log ORDER BY upto DESC LIMIT 1)),
    0)), session_id FROM session s;
)sql";

// Receipts of erased messages and persons, what tenants have set, the way from a row to its
// session, and a name by which a search index tells whether it is of this store.
constexpr std::string_view version_8 = R"sql(
CREATE INDEX session_by_log ON session (log);
CREATE TABLE receipt (
  tenant TEXT NOT NULL,
  kind INTEGER NOT NULL,
  subject TEXT NOT NULL,
  receipt_id TEXT NOT NULL,
  part_of TEXT,
  sessions INTEGER NOT NULL,
  messages INTEGER NOT NULL,
  forks INTEGER NOT NULL,
  invisible_at INTEGER,
  purged_at INTEGER,
  upto INTEGER NOT NULL,
  PRIMARY KEY (tenant, kind, subject)
) STRICT, WITHOUT ROWID;
CREATE INDEX receipt_by_part ON receipt (tenant, part_of) WHERE part_of IS NOT NULL;
CREATE TABLE setting (
  tenant TEXT NOT NULL,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (tenant, name)
) STRICT, WITHOUT ROWID;
INSERT INTO meta VALUES ('store_id', abs(random() / 2) + 1);
)sql";

// What is counted for each tenant and, in it, for each role of an agent; '' is the whole tenant.
// The role of a message's sender stands in its row, since who has which role changes. For messages
// of before, it is the one that the sender has now in the session, or, when that was erased, in the
// oldest fork.
const std::string version_9 = std::string{R"sql(
ALTER TABLE session ADD COLUMN agents TEXT NOT NULL DEFAULT '';
UPDATE session SET agents = found.agents FROM ()sql"} +
                              std::string{recount_agents} + R"sql() found
  WHERE found.key = session.key;

ALTER TABLE message ADD COLUMN agent TEXT;
WITH shown (log, record) AS (
  SELECT log, record FROM session
  UNION ALL
  SELECT log, record FROM (
    SELECT g.shared AS log, min(s.key), s.record AS record
    FROM segment g JOIN session s ON s.log = g.log
    WHERE NOT EXISTS (SELECT 1 FROM session own WHERE own.log = g.shared)
    GROUP BY g.shared)),
sender (log, id, role) AS MATERIALIZED (
  SELECT log, json_extract(p.value, '$.participant_id'),
    json_extract(p.value, '$.participant_role')
  FROM shown, json_each(record, '$.participants') p
  WHERE json_extract(p.value, '$.participant_type') = 'agent')
UPDATE message SET agent = sender.role FROM sender
  WHERE message.log = sender.log AND message.sender = sender.id;

CREATE TABLE statistic (
  tenant TEXT NOT NULL,
  agent TEXT NOT NULL,
  active INTEGER NOT NULL,
  closed INTEGER NOT NULL,
  archived INTEGER NOT NULL,
  length INTEGER NOT NULL,
  duration INTEGER NOT NULL,
  PRIMARY KEY (tenant, agent)
) STRICT, WITHOUT ROWID;
INSERT INTO statistic (tenant, agent, active, closed, archived, length, duration) )sql" +
                              std::string{recount_statistic} + R"sql(;

CREATE TABLE statistic_day (
  tenant TEXT NOT NULL,
  agent TEXT NOT NULL,
  day INTEGER NOT NULL,
  created INTEGER NOT NULL,
  messages INTEGER NOT NULL,
  characters INTEGER NOT NULL,
  PRIMARY KEY (tenant, agent, day)
) STRICT, WITHOUT ROWID;
INSERT INTO statistic_day (tenant, agent, day, created, messages, characters) )sql" +
                              std::string{recount_statistic_day} + ";";

// Who asked the questions that are in no history, so that they are found when that one is erased;
// what the history has goes from the rows.
constexpr std::string_view version_10 = R"sql(
UPDATE turn SET record = json_remove(record, '$.question')
  WHERE state = 1 AND json_type(record, '$.question') IS NOT NULL;
ALTER TABLE turn ADD COLUMN asker TEXT;
UPDATE turn SET asker = json_extract(record, '$.question.sender_id')
  WHERE json_type(record, '$.question') IS NOT NULL;
CREATE INDEX turn_by_asker ON turn (asker, session, ordinal) WHERE asker IS NOT NULL;
)sql";

// Summaries, by the log of the session that made them, and how often messages of a log were erased.
constexpr std::string_view version_11 = R"sql(
CREATE TABLE summary (
  log INTEGER NOT NULL,
  number INTEGER NOT NULL,
  to_seq INTEGER NOT NULL,
  summary_id TEXT NOT NULL,
  stale INTEGER NOT NULL,
  record TEXT NOT NULL,
  PRIMARY KEY (log, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX summary_latest ON summary (log, stale, to_seq, number);
CREATE TABLE erasing (
  log INTEGER PRIMARY KEY,
  count INTEGER NOT NULL
) STRICT;
ALTER TABLE tombstone ADD COLUMN summaries INTEGER NOT NULL DEFAULT 0;
ALTER TABLE receipt ADD COLUMN summaries INTEGER NOT NULL DEFAULT 0;
)sql";

// Logs on their way between this store and another one; see storage::moving_state.
constexpr std::string_view version_12 = R"sql(
CREATE TABLE moving (
  log INTEGER PRIMARY KEY,
  tenant TEXT NOT NULL,
  session_id TEXT NOT NULL,
  key INTEGER NOT NULL,
  state INTEGER NOT NULL
) STRICT;
CREATE INDEX moving_by_session ON moving (tenant, session_id);
)sql";

const std::array migrations{
    migration{1, version_1},   migration{2, version_2},   migration{3, version_3},
    migration{4, version_4},   migration{5, version_5},   migration{6, version_6},
    migration{7, version_7},   migration{8, version_8},   migration{9, version_9},
    migration{10, version_10}, migration{11, version_11}, migration{12, version_12}};

// "prly": tells parley's files from other SQLite files.
constexpr std::int64_t application_id = 0x70726c79;

void apply(connection& c, const migration& step) {
  const auto sql = "BEGIN IMMEDIATE;" + std::string{step.sql} +
                   "UPDATE meta SET value = " + std::to_string(step.version) +
                   " WHERE name = 'schema_version';"
                   "PRAGMA application_id = " +
                   std::to_string(application_id) + ";COMMIT;";
  c.run(sql.c_str());
}

}  // namespace

std::int64_t schema_version() { return migrations.back().version; }

base::result<std::int64_t> version_of(connection& c) {
  if (c.integer("SELECT count(*) FROM sqlite_schema") == 0) return 0;
  if (c.integer("PRAGMA application_id") != application_id)
    return base::fail(base::errc::invalid_argument, "store.uri",
                      "this SQLite file was not made by parley; choose another path");
  const auto found = c.integer("SELECT value FROM meta WHERE name = 'schema_version'");
  if (found > schema_version())
    return base::fail(base::errc::invalid_argument, "store.uri",
                      "the store has schema version " + std::to_string(found) +
                          ", this program knows versions up to " +
                          std::to_string(schema_version()) + "; use a newer parley");
  return found;
}

void migrate(connection& c, std::int64_t found, std::int64_t wanted) {
  for (const auto& step : migrations)
    if (step.version > found && step.version <= wanted) apply(c, step);
}

}  // namespace parley::storage::sqlite
