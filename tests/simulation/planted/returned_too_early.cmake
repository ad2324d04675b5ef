# A session leaves the archive before the hot store has it.
set(FILE actors/mover_recall.cpp)
set(FIND "  into_hot(storage::arrive_in_hot(run.moving, run.there, back->below_parent, 0),")
set(REPLACE "  (void)into_archive(storage::depart_from_archive(run.moving, 0, archive_epoch()));
  into_hot(storage::arrive_in_hot(run.moving, run.there, back->below_parent, 0),")
