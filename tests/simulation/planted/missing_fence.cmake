# The store takes what a process sends that has lost it.
set(FILE src/storage/memory/apply.cpp)
set(FIND "if (s.epoch != tables_->epoch)")
set(REPLACE "if (s.epoch == 0)")
