# The actor of a session that came back is not told, and shows the rows that lie in the archive.
set(FILE actors/mover_recall.cpp)
set(FIND "reload_command{{ref}, {}})")
set(REPLACE "reload_command{})")
