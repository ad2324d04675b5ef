# A session leaves the hot store though something was written to it that its copy does not have.
set(FILE src/storage/memory/moving.cpp)
set(FIND "  if (last_seq != s.expected_last_seq) return refusal::head_moved(s.expected_last_seq, last_seq);
  if (row.record.revision")
set(REPLACE "  if (row.record.revision")
