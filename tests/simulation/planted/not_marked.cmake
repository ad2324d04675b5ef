# The archive does not note that a session of it is on its way back.
set(FILE actors/mover_recall.cpp)
set(FIND "  const auto marked =
      into_archive(storage::mark_in_archive(back->run.moving.from, archive_epoch()));")
set(REPLACE "  storage::outcome marked;
  marked.kind = storage::commit::committed;")
